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

## The log

campaign-action-created = written
campaign-action-edited = changed
campaign-action-submitted = submitted
campaign-action-approved = approved
campaign-action-returned = returned
campaign-action-scheduled = scheduled
campaign-action-run = to be sent now
campaign-action-paused = paused
campaign-action-resumed = resumed
campaign-action-cancelled = cancelled
campaign-action-fired = a run begins
campaign-action-run-finished = a run has ended
campaign-action-missed = a moment was missed: the machine was down
campaign-action-too-late = the rest is not sent: its time is over
campaign-action-stopped = paused by itself after many failures
campaign-action-not-as-approved = not sent: it is not what was approved

## Why something is refused

campaign-refused-sign-in = wrong name or password
campaign-refused-sign-in-mend = try again; an admin can set a new password
campaign-refused-role = this needs the role “{ $role }”
campaign-refused-role-mend = ask somebody with that role, or ask an admin for the role “{ $role }”
campaign-refused-not-found = there is no such announcement or official
campaign-refused-not-found-mend = see python -m bot campaign list, python -m bot official list
campaign-refused-no-run = this announcement has no such run
campaign-refused-no-run-mend = see its runs: python -m bot campaign report; send it: python -m bot campaign run
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
campaign-finding-schedule-over = Its time is over: it cannot be scheduled.
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
campaign-finding-link-dead = This link does not open (the page says { $status }): { $url }
campaign-finding-link-slow = This link takes too long to open: { $url }
campaign-finding-link-unreachable = The server of this link cannot be reached: { $url }
campaign-finding-capitals = “{ $words }” is all in capitals: hard to read, like shouting. Use **bold** where it matters.
campaign-finding-abbreviation = The abbreviation “{ $short }” is not explained: write “{ $meaning }”.
campaign-finding-abbreviation-unknown = The abbreviation “{ $short }” is not explained.
campaign-finding-long = { $count } characters: few read that much on a phone. Keep the point, put the rest behind a button or link.
campaign-finding-too-long = Longer than one message: cut into { $count }.
campaign-finding-stop-missing = How to stop is not said.
campaign-finding-buttons-lost = This channel has no buttons: { $count } of them become a numbered list.

## The file of an announcement

campaign-file-head = Edit and save. Every field is explained in docs/huong-dan/thong-bao.md
campaign-file-editor = editor
campaign-file-toml = this is not TOML ({ $detail })
campaign-file-toml-mend = mend the line that is named; texts stand in quotes
campaign-file-missing = “{ $field }” is missing
campaign-file-missing-mend = add it; for an example run python -m bot campaign new
campaign-file-unknown = there is no field “{ $field }”
campaign-file-unknown-mend = delete the line or mend the name; for an example run python -m bot campaign new
campaign-file-value = the value of “{ $field }” cannot be used ({ $detail })
campaign-file-value-mend = mend the value; see docs/huong-dan/thong-bao.md
campaign-file-topic = there is no topic “{ $named }”
campaign-file-topic-mend = choose one of { $offered }
campaign-file-place = there is no place called “{ $named }”
campaign-file-place-mend = write the name of a commune, or of a hamlet listed in [news] places
campaign-file-places = there are several places called “{ $named }”
campaign-file-places-mend = write the full name: { $offered }
campaign-file-unreadable = the file cannot be read
campaign-file-unreadable-mend = check its path and permissions; it must be UTF-8
campaign-file-left = nothing was saved in the editor
campaign-file-left-mend = run the command again and save before you close it, or name a file

## Whom it is for

audience-line = For { $groups }.
audience-but = For { $groups }; except { $left_out }.
audience-all = everybody who subscribed
audience-or = or
audience-and = and
audience-who = people who { $parts }
audience-topics = follow { $names }
audience-places = want news of { $names }
audience-procedures = follow procedure { $names }
audience-channels = use { $names }
audience-languages = speak { $names }
audience-joined_from = subscribed from { $names } on
audience-joined_before = subscribed before { $names }

## The plan before sending

campaign-level-wrong = wrong
campaign-level-notice = notice
campaign-way-message = reached now
campaign-way-paid = reached now, for a fee (more than 48 hours)
campaign-way-template = by a template (more than 7 days)
campaign-way-article = by an article (more than 7 days)
campaign-way-closed = not reached: silent for more than 7 days, neither template nor article
campaign-way-capped = not sent: had as many announcements lately as the office allows
campaign-way-blocked = not reached: blocked or left the channel
campaign-way-off = not reached: the channel is off
plan-audience = Audience: { $count } people, { $reached } of them reached.
plan-time = Begins at { $at } at the earliest, takes about { $minutes } minutes.
plan-cost = Expected cost: { $cost } VND (prices of { $as_of }).
plan-unpriced = No price is set for { $count } people.
plan-article = Note: an article goes to everybody who follows the Official Account, subscribed or not.
plan-opted-out = { $count } people stopped their news in the last { $days } days and are not in the audience.
plan-left-out = { $count } people follow this topic and are not in the audience.

## Commands for officials (python -m bot campaign, python -m bot official)

cli-ask-official = Your name to sign in
cli-ask-password = Password of { $name }
cli-ask-new-password = New password of { $name }
cli-ask-edit-again = Go on editing?
cli-option-as = Name of who runs the command (or MOTCUA_OFFICIAL); the password is asked for, or taken from MOTCUA_PASSWORD.
cli-option-reason = The reason, for the log.
cli-option-version = Only if the announcement is still at this version.
cli-option-display = The name others see.
cli-option-role = Role: author, approver, admin; may be given several times.
cli-option-channel = Only one channel: telegram, zalo-oa or zalo-bot.
cli-option-preview-send = Send the preview to one's own linked chat accounts.
cli-option-check-links = Try to open every link.
cli-option-wait = Follow it to the end, or give the prompt back at once.
cli-option-report-to = Write the report to a .csv or .xlsx file.
cli-option-run = Number of the run; the newest if not given.
cli-argument-campaign = Number of the announcement.
cli-argument-campaign-file = TOML file; without one an editor opens.
cli-argument-official = Name to sign in with, such as lan.nt

cli-official = Officials: roles, passwords, chat accounts.
cli-official-add = Add an official; the first must be an admin.
cli-official-role = Change roles.
cli-official-password = Change a password.
cli-official-link = Get a code that links a chat account; the official sends it to the bot: /lienket CODE.
cli-official-disable = Switch off: no signing in, no chat accounts.
cli-official-enable = Switch on again.
cli-official-list = List officials.
cli-official-none = There are no officials yet: python -m bot official add NAME --role admin
cli-official-added = Added:
cli-official-changed = Changed:
cli-official-password-set = The password of { $name } is changed.
cli-official-code = Send to the bot within { $minutes } minutes: /lienket { $code }
cli-official-off = (off)
cli-official-bad-role = not a role: { $roles }
cli-official-bad-role-mend = choose from { $roles }

cli-campaign = Announcements: write, approve, send, report.
cli-campaign-new = Write a new announcement from a TOML file or in an editor.
cli-campaign-edit = Edit an announcement; it is a draft again.
cli-campaign-list = List announcements.
cli-campaign-preview = See it as each channel shows it, and what should be mended.
cli-campaign-plan = See whom it reaches, how long it takes, what it costs; nothing is sent.
cli-campaign-submit = Ask for approval.
cli-campaign-approve = Approve.
cli-campaign-return = Return it to its author, with a reason.
cli-campaign-schedule = Schedule it by its own times.
cli-campaign-run = Send now and follow; without a running desk it is sent from here.
cli-campaign-pause = Pause within a second.
cli-campaign-resume = Go on.
cli-campaign-cancel = Cancel for good; who has not got it will not.
cli-campaign-status = Status, approvals, log of the steps.
cli-campaign-report = Report in numbers, without names.
cli-campaign-reconcile = Account for everybody by number; exit status 1 if it does not add up.
cli-campaign-line = #{ $id } “{ $title }”: { $status } (version { $version })
cli-campaign-author = Author: { $name }
cli-campaign-approved-by = Approved by { $name }
cli-campaign-approved-own = Approved by { $name } (THEIR OWN)
cli-campaign-approvals-missing = { $count } more approvals are needed.
cli-campaign-recurrence = Recurs: { $when }
cli-campaign-next = Next: { $at }
cli-campaign-urgent = URGENT: also in quiet hours
cli-campaign-note = Note: { $note }
cli-campaign-saved = Saved. Preview: python -m bot campaign preview { $id }
cli-campaign-no-findings = Nothing to mend.
cli-campaign-preview-sent = The preview was sent to: { $channels }
cli-campaign-post-waits = No desk is running: the message waits until one does (python -m bot run).
cli-campaign-no-account = no chat account of yours is linked on a channel that is on
cli-campaign-no-account-mend = run python -m bot official link NAME and send the code to the bot
cli-campaign-waits = Quiet hours or a holiday: it goes out from { $at } on.
cli-campaign-handed-over = Handed over to the running desk.
cli-campaign-no-desk = No desk is running: it is sent as soon as one does (python -m bot run).
cli-campaign-not-finished = Not all is sent: the announcement is “{ $status }”.
cli-campaign-foreground = The desk is not running: sending from here, Ctrl+C stops (it can go on later).
cli-campaign-progress = { $rate } people a second, about { $left } left (minutes:seconds)
cli-campaign-progress-planning = Writing down the audience
cli-campaign-progress-waits = Waiting
cli-campaign-progress-over = Done
cli-report-line = #{ $id } “{ $title }”: { $status }
cli-report-none = It was not sent yet.
cli-campaign-run-line = Run { $run }: { $done }/{ $total } people
cli-campaign-engine = (engine)
cli-campaign-written = Written to { $file }
cli-campaign-unwritable = the file cannot be written ({ $reason })
cli-campaign-unwritable-mend = check the folder and its permissions
cli-campaign-format = only .csv and .xlsx can be written
cli-campaign-format-mend = end the name of the file with .csv or .xlsx
cli-campaign-own = SELF-APPROVED
cli-campaign-sum = In the books: { $rows } people = { $sums }
cli-campaign-audience = In the audience when it was planned: { $audience } people
cli-campaign-audience-unknown = In the audience when it was planned: not known, this run is older than that number
cli-campaign-closed = It adds up: everybody has a fate, and only one.
cli-campaign-open = IT DOES NOT ADD UP: { $odd }

cli-campaign-propose = Read a plan of the index and propose announcements with dates; nothing is sent.
cli-option-document = Number, title or id of a plan in the index.
cli-option-save = Save the proposals that are not past as drafts.
cli-campaign-no-document = there is no document “{ $named }” in the index
cli-campaign-no-document-mend = see what there is: python -m indexer inspect
cli-campaign-proposed = { $count } proposals, { $saved } saved as drafts. Nothing is sent.
cli-propose-past = (past)
cli-propose-no-time = (the plan names no day: an official chooses)
cli-propose-internal = [internal]

## Following a procedure

subscribe-follow = Tell me when this procedure changes
subscribe-procedure = Procedure { $code }: when it changes
subscribe-procedure-remove = Drop procedure { $code }
