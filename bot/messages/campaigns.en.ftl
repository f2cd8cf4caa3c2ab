# Words of announcements, for officials and for citizens.

## Statuses and roles

campaign-status-draft = draft
campaign-status-in_review = in review
campaign-status-approved = approved
campaign-status-scheduled = scheduled
campaign-status-sending = being sent
campaign-status-paused = paused
campaign-status-finished = sent
campaign-status-cancelled = cancelled
campaign-role-author = author
campaign-role-approver = approver
campaign-role-admin = admin

## Why something is refused

campaign-refused-sign-in = wrong name or password
campaign-refused-sign-in-mend = try again; an admin can set a new password
campaign-refused-role = this needs the role “{ $role }”
campaign-refused-role-mend = ask somebody with that role, or ask an admin for the role “{ $role }”
campaign-refused-not-found = there is no such announcement or official
campaign-refused-not-found-mend = see python -m bot campaign list, python -m bot official list
campaign-refused-changed = somebody has just changed this announcement (now version { $version })
campaign-refused-changed-mend = read the new version and do it again
campaign-refused-status = the announcement is “{ $status }”: this is not possible now
campaign-refused-status-mend = see the steps in docs/huong-dan/can-bo.md
campaign-refused-own = authors cannot approve their own announcement
campaign-refused-own-mend = ask another official; an office of one official sets [campaigns] self_approval = true
campaign-refused-twice = you have approved this version already
campaign-refused-twice-mend = an urgent announcement needs two different people: ask one more
campaign-refused-no-time = this announcement has no time of its own
campaign-refused-no-time-mend = add [schedule] at or recurrence, or send it now with run
campaign-refused-past = its time has passed
campaign-refused-past-mend = change the time in [schedule], or send it now with run
campaign-refused-name-taken = this name is taken
campaign-refused-name-taken-mend = choose another
campaign-refused-name-bad = this is no name to sign in with
campaign-refused-name-bad-mend = use 2 to 40 small letters without accents, digits, . _ - (such as lan.nt)
campaign-refused-password-short = the password is too short
campaign-refused-password-short-mend = use at least { $least } characters; a sentence is best
campaign-refused-first-admin = the first official must be an admin
campaign-refused-first-admin-mend = add --role admin
campaign-refused-last-admin = there must be an admin left
campaign-refused-last-admin-mend = make somebody else an admin first
campaign-refused-code = the link code is wrong or has expired
campaign-refused-code-mend = ask for a new one: python -m bot official link
campaign-refused-linked = this account belongs to another official
campaign-refused-linked-mend = ask an admin to unlink it first
campaign-refused-text = the title or the body is missing
campaign-refused-text-mend = send /thongbao and write it again: the first line is the title, the lines after it are the body
campaign-refused-reason = a return needs a reason
campaign-refused-reason-mend = write a sentence on what is to be mended

## At the end of every announcement

announcement-stop = To get no more announcements, send “stop”.

## What authors are told

campaign-finding-source-missing = No source (plan, decision) is named: people will ask what this rests on.
campaign-finding-source-unknown = There is no document “{ $source }” in the index.
campaign-finding-topic-missing = No topic is chosen.
campaign-finding-topic-unknown = There is no topic “{ $topic }”.
campaign-finding-topic-not-asked = Some of the readers did not subscribe to “{ $topic }”: it may annoy them.
campaign-finding-button-link = Button { $number }: links must begin with https://
campaign-finding-procedure-unknown = There is no procedure with the code “{ $code }” in the index.
campaign-finding-file-missing = There is no file { $file }
campaign-finding-file-web = What is attached must be a file of the office, not an address: { $file }
campaign-finding-file-kind = This channel only takes files of the kinds { $kinds }.
campaign-finding-file-size = The file is larger than { $limit } MB, which this channel does not take.
campaign-finding-file-lost = This channel carries no files: readers will not see it.
campaign-finding-picture-kind = This channel only takes pictures of the kinds { $kinds }.
campaign-finding-picture-size = The picture is larger than { $limit } MB, which this channel does not take.
campaign-finding-picture-lost = This channel only takes pictures with an https:// address: readers will not see it.
campaign-finding-personal-data = This looks like personal data ({ $kind }): hide it, unless it is the office's own.
campaign-finding-markup = “{ $mark }” will be shown as it is. Bold is **like this**, a link is [words](https://...).
campaign-finding-link-plain = The link is not secure (http): { $url }
campaign-finding-link-dead = The link does not open ({ $reason }): { $url }
campaign-finding-capitals = “{ $words }” is all in capitals: hard to read, like shouting. Use **bold** where it matters.
campaign-finding-abbreviation = The abbreviation “{ $short }” is not explained: write “{ $meaning }”.
campaign-finding-abbreviation-unknown = The abbreviation “{ $short }” is not explained.
campaign-finding-long = { $count } characters: few read that much on a phone. Keep the point, put the rest behind a button or link.
campaign-finding-too-long = Longer than one message: cut into { $count }.
campaign-finding-stop-missing = How to stop is not said.
campaign-finding-buttons-lost = This channel has no buttons: { $count } of them become a numbered list.
