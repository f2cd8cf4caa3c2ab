# English words of the one-stop desk. The same keys as vi.ftl; the documents themselves are quoted in Vietnamese.

## Answers

answer-not-confirmed = This has not been fully verified; please check with the one-stop desk before you file.
answer-contradictory = Sources differ on this; please check with the one-stop desk before you file.
answer-other-year = I know nothing in particular about { $year }. What I know is:
answer-over = The rule “{ $rule }” only applied until { $date }.
answer-expired = Note: this document ceased to apply on { $date }.
answer-replaced = Note: this document has been replaced by { $number }.
answer-not-yet = Note: this rule applies only from { $date }.
answer-old = Note: this document dates from { $year }; there may be a newer one.
answer-stale = { $correction }
answer-due = Filed on { $received }, the result is expected on { $date } if the papers are complete and valid. The receipt gives the binding date.
answer-due-range = Filed on { $received }, the result is expected between { $first } and { $date }, depending on the case, if the papers are complete and valid. The receipt gives the binding date.
answer-due-counted-from = What is filed outside working days and hours counts from { $start }.
answer-due-provisional = The public holidays in this time may still change, and the date with them.
answer-unit-now = Since 1 July 2025, { $old } belongs to { $new }.
answer-unit-divided = Since 1 July 2025, { $old } belongs to { $new }, depending on the hamlet or block.
answer-district-ended = Since 1 July 2025 there is no district level, so { $old } no longer handles files; please go to the new commune or ward, or to the provincial authority.
answer-elsewhere = The fees and hours of our own office do not hold for the place you ask about, so they are left out here. Please ask the one-stop desk there.

unknown-penalty = I have no source that tells the fine for this; please ask the one-stop desk. What I know:
unknown-validity = I have no source that tells how long this paper is valid; please ask the one-stop desk. What I know:
unknown-form = I have no source that tells the number of the form; please ask for it at the one-stop desk. What I know:
unknown-deadline = I have no source that tells by when this must be done. What I know:
unknown-dossier = I have no list of papers for this; please ask the one-stop desk before you go. What I know:
unknown-online = I have no source that tells whether this can be done online. What I know:
unknown-result = I have no source that tells which paper you get in the end. What I know:
unknown-legal = I do not have the legal basis of this. What I know:

source-line = Source: { $parts }
source-title = { $title }
source-number = No. { $number }
source-code = procedure code { $number }
source-date = dated { $date }
source-date-text = { $date }
source-issuer = { $issuer }
source-section = section { $section }
source-page = page { $page }

outcome-answered = The document below says this.
outcome-clarify = Which of these do you mean?
outcome-not_found = I could not find this in the documents we hold.
outcome-out_of_scope = This question is outside what the one-stop desk does.
outcome-personal_data = I do not look up or give out anyone's private information.
outcome-greeting = Hello! I am the assistant of the one-stop desk { $office }. Which administrative procedure or reform plan can I help with?
outcome-hand_over = To talk to an official, please contact the one-stop desk { $office }.
outcome-unavailable = Sorry, I cannot look up the documents right now. Please try again in a few minutes.

## Greetings

greeting = { outcome-greeting }
thanks = You are welcome. Ask me whenever you need help with a procedure.
goodbye = Goodbye. Come back whenever you need an administrative procedure.
insult = I am sorry to have upset you. Tell me which procedure you need, or press “Talk to an official” for direct help.
forgotten = I have forgotten this conversation. Please ask me anything from the start.
old_unit = Tell me what you would like to have done there, for example: birth registration, temporary residence, certified copies.
office-contacts = How to reach the one-stop desk { $office }:
none_of_these = I have not understood you. Please tell me a little more about what you need, or ask an official directly.
crisis = If you are in danger, please call now: 113 (police), 114 (fire and rescue), 115 (ambulance), 111 (child protection). Please tell someone close to you, so that you are not alone.
office-default = of the commune or ward

## Personal data in a question

personal-data-masked = I have hidden { $what } in your question and do not keep it. To be safe, please do not send private information here.
personal-data-identity = the number of an identity paper
personal-data-phone = a phone number
personal-data-bank = an account or card number
personal-data-email = an email address
personal-data-plate = a number plate
personal-data-insurance = an insurance number
personal-data-number = a private number

## Contact

contact-hotline = Phone: { $hotline }.
contact-address = Address: { $address }.
contact-map = Map: { $map }
contact-hours = Opening hours: { $hours }.
contact-email = Email: { $email }.
turn-to-hotline = For commune matters you can call the one-stop desk at { $hotline }.
hand-over-to-office = To speak with an official, please go to the one-stop desk of the people's committee of your commune or ward.
turn-to-office = For commune matters you can ask at the one-stop desk of the People's Committee where you live.

## Refusals: why, what I can do, where to turn

help-with = I can help with administrative procedures (papers, where to file, time, fees) and administrative-reform plans.

refusal-out_of_scope = { outcome-out_of_scope } { help-with }
refusal-weather = I have no weather information; please see the weather service. { help-with }
refusal-prices = I have no market prices; please see the news or ask the seller. { help-with }
refusal-finance = I do not advise on loans, investments or currencies; please ask a bank. { help-with }
refusal-medicine = I do not advise on illness or medicine; please ask the health station or a doctor, and call 115 in an emergency. { help-with }
refusal-entertainment = I have no information on sports, entertainment or fortune telling. { help-with }
refusal-homework = I cannot do homework or write essays. { help-with }
refusal-translation = I cannot translate. If you need a translation certified, I can show you the procedure. { help-with }
refusal-travel = I have no information on tickets, routes or tourism; please ask the carrier. { help-with }
refusal-shopping = I do not help with buying and selling; please ask the shop. { help-with }
refusal-chitchat = I am only a look-up assistant and not good at small talk. { help-with }
refusal-politics = I have no information on this; please see the official news. { help-with }
refusal-foreign = I have no information on foreign countries; for consular matters please ask the provincial foreign-affairs office. { help-with }
refusal-programming = I do not help with programming or computers. { help-with }
refusal-injection = I only answer from the documents of the one-stop desk and cannot do otherwise. { help-with }
refusal-private_person = I do not look up or give out anyone's private information, to keep everyone safe. For your own matters please bring your identity papers to the one-stop desk.
refusal-secrets = I neither hold nor give out passwords, codes or internal information. Please never send a one-time code or password to anyone, not even to me.
refusal-outage = I have no information on power, water or internet; please call the supplier named on your bill. { help-with }
refusal-passport = Passports are issued by the immigration office of the provincial police, not by the commune. Please apply there or online at dichvucong.gov.vn; report a lost passport to the police at once. { help-with }
refusal-divorce = Divorces are granted by the regional people's court, not by the commune. Please ask the court where the wife or husband lives.
refusal-unemployment = Unemployment benefit is claimed at the employment service centre of the province, not at the commune. Please ask the nearest centre soon after leaving work: there is a time limit.
refusal-work_permit = Work permits for foreigners are issued by the labour office of the province, not by the commune. Please ask there or see dichvucong.gov.vn.
refusal-social_insurance = This is handled by the social insurance office, not by the commune. Please ask the office where you live.
refusal-schooling = Enrolment and changes of school are handled by the school. Please ask the school itself; for birth certificates and proof of residence I can tell the procedure.
refusal-file_status = I cannot see individual files. Please look it up with the file code on your receipt at dichvucong.gov.vn, or bring the receipt to the one-stop desk.
refusal-illegal = I give no guidance on anything against the law. To report something or seek protection, please contact the commune police or call 113. { help-with }
refusal-unlawful = That would break the rules, so I cannot tell how. Papers are only valid when they are obtained the right way; if you are stuck at some step, ask me or the one-stop desk. If somebody asks you for money, please call the commune police.
refusal-opinion = I only look up rules; I give no opinions, advice or forecasts. { help-with }
refusal-jobs = I have no job offers; please ask the employment service centre or the employer. { help-with }
refusal-no_evidence = I could not find this in the documents we hold, so I will not guess.
refusal-no_figure = The documents we hold speak of this but do not give the figure you ask for.
refusal-which_unit = Please name the former ward or commune with its district and province, for example: phường La Khê, quận Hà Đông, Hà Nội.
refusal-over = I do not have a newer rule in its place.
refusal-unknown_place = I have no documents of the place you ask about. Please check its name, or ask the authority there.
refusal-unknown_unit = The documents I have of this place do not mention the unit you ask about, so I cannot answer for it.
refusal-elsewhere = I know only the fees and hours of our own office. They may differ where you ask; please ask the one-stop desk there.
refusal-unsure = I am not sure I understood you. Are you asking about one of these procedures?
refusal-which_procedure = Which procedure are you asking about? Please tell me what you need to do, for example: birth registration, marriage, temporary residence, identity card.
refusal-unknown_number = I have no document with the number you asked about. Please check its number and symbol.
refusal-unknown_year = I have no documents of the year you ask about. Please check the year in your question.
refusal-too_long = That question is rather long. Please keep it within { $limit } characters, one matter at a time.
refusal-empty = Please type a question, for example: “{ example-1-question }”
refusal-slow_down = That was a little fast. Please wait { $seconds } seconds and send it again.
refusal-unavailable = { outcome-unavailable }
refusal-unsupported = I can only read text. Please type your question.
menu-hint = Send a number to choose:
menu-unmatched = There is no choice { $number }. Please send a number from 1 to { $most }, or type your question.
menu-unmatched-one = There is no choice { $number }, only 1. Please send 1, or type your question.
menu-gone = I am not sure what number { $number } chooses; I cannot open old lists again. Please type your question.
card-expired = These buttons are too old to open. Please type your question again.
refusal-malformed = I could not read this question. Please reload the page and send it again.
refusal-other_site = This question came from another site, so I did not accept it. Please open the one-stop desk's own page and ask again.

## Suggestions

example-1 = Papers to register a birth?
example-1-question = Đăng ký khai sinh cho con cần giấy tờ gì?
example-2 = Where to register a marriage?
example-2-question = Đăng ký kết hôn nộp hồ sơ ở đâu?
example-3 = Fee for a certified copy?
example-3-question = Chứng thực bản sao từ bản chính lệ phí bao nhiêu?
example-4 = How long does temporary residence take?
example-4-question = Đăng ký tạm trú giải quyết trong bao lâu?
example-5 = How to get a single-status certificate?
example-5-question = Cấp giấy xác nhận tình trạng hôn nhân cần giấy tờ gì?

suggest-dossier = Which papers?
suggest-dossier-question = { $name } cần giấy tờ gì?
suggest-steps = Which steps?
suggest-steps-question = { $name } làm theo các bước nào?
suggest-time = How long?
suggest-time-question = { $name } mất bao lâu?
suggest-fee = How much?
suggest-fee-question = { $name } lệ phí bao nhiêu?
suggest-where = Where to file?
suggest-where-question = { $name } nộp ở đâu?
suggest-who = Who can apply?
suggest-who-question = Ai được làm thủ tục { $name }?
suggest-online = Can it be done online?
suggest-online-question = { $name } nộp qua mạng được không?
suggest-legal = Which legal basis?
suggest-legal-question = { $name } căn cứ văn bản nào?
suggest-result = What do I get?
suggest-result-question = { $name } nhận được giấy tờ gì?
suggest-conditions = Which conditions?
suggest-conditions-question = { $name } cần điều kiện gì?
suggest-deadline = By when?
suggest-deadline-question = Hạn { $name } đến khi nào?
suggest-notes = Anything to note?
suggest-notes-question = { $name } cần lưu ý gì?
suggest-form = Which form?
suggest-form-question = { $name } dùng mẫu đơn, tờ khai nào?
suggest-validity = How long is it valid?
suggest-validity-question = { $name } có giá trị bao lâu?
suggest-penalty = Is there a fine?
suggest-penalty-question = { $name } có bị phạt không?
suggest-all = Show everything
suggest-all-question = Xem tất cả về { $name }
suggest-none = None of these
suggest-none-question = Không phải các mục trên
suggest-choice-question = Thủ tục { $name }
suggest-office = Talk to an official
suggest-office-question = Tôi muốn gặp cán bộ một cửa

## Welcome, help

welcome = Hello! I am the assistant of the one-stop desk { $office }.
welcome-how = Ask me which papers a procedure needs, where to file, how long it takes and what it costs; I answer with the source. I quote the documents in Vietnamese.
welcome-news = To get news from the commune or ward, write “{ $word }”.
welcome-again = Here I am. Which procedure can I help with?
welcome-resumed = Welcome back. I am sending you news again:
welcome-topic = News on { $topic }: { $about }
welcome-topic-take = Get this news
help-ask = Just write your question as you would say it, for example: “{ example-1-question }”
help-also = You can also write:
help-word = “{ $word }”: { $what }
help-command = /{ $word }: { $what }
command-unknown = I do not have this command.
command-private = I only do this in a private chat. Please write to me privately.

## News

# Whoever changes the words of the consent (consent-…) changes its version, in both languages: those who agreed to the old one are asked anew.
consent-version = 1
consent-intro = To send you news, the one-stop desk { $office } asks you to agree that it keeps:
consent-address = your address in this app (encrypted);
consent-choice = the place, the topics and the language you choose;
consent-proof = the moment you agreed.
consent-use = It is used only to send the news you chose, for nothing else, and is given to nobody else. It is kept until you stop the news, or { $days } days after you leave this channel.
consent-rights = At any time you can write “my data” to see it, “stop” to end the news, “delete my data” to erase everything. If you do not agree, you can still ask questions as usual. (Version { $version })
consent-changed = These words have changed since you agreed, so I have to ask you again.
consent-yes = I agree
consent-yes-question = I agree to receive news, version { $version }
consent-yes-about-question = I agree to receive news, version { $version }: { $about }
consent-no = No
consent-no-question = I do not want news

subscribe-where = News of which place would you like?
subscribe-question = Subscribe: { $about }
subscribe-elsewhere = Another place
subscribe-elsewhere-question = News from another place
subscribe-elsewhere-about-question = News from another place: { $about }
subscribe-type-place = Please write the name of the commune or ward, for example: “subscribe phường Hà Đông”.
subscribe-which-place = Which of these places do you mean?
subscribe-topics = On which topics would you like news of { $place }? You can choose several.
subscribe-noted = Noted: you get news of { $place } on { $topics }. Add or remove topics, or press “Done”.
subscribe-all = All topics
subscribe-remove = Remove: { $topic }
subscribe-remove-question = Unsubscribe from: { $about }
subscribe-done = Done
subscribe-done-question = Done choosing topics
subscribe-finished = Done. You get news of:
subscribe-now = You are getting news of:
subscribe-item = { $place }: { $topics }
subscribe-change = Change { $place }
subscribe-add-place = Add another place
subscribe-how-to-stop = To end it, write “stop”. To change it, write “topics”.
subscribe-nothing = You have chosen no topic, so you get no news. Write “subscribe” whenever you want to.
subscribe-unknown = I do not have this place or topic. Please choose one of these.
subscribe-not-here = I cannot send news here. Please subscribe on Zalo or Telegram of the commune or ward.
subscribe-ended = I have removed it. You get no news any more; write “subscribe” whenever you want to.

stop-done = I have stopped the news and deleted your address. You can still ask questions as usual; to get news again, write “subscribe”.
stop-nothing = I send you no news and keep no address of yours. Which procedure can I help with?

topics-bad-file = cannot read the file of topics ({ $detail })
topics-bad-file-mend = follow the sample in docs/huong-dan/quan-tri.md; every topic needs id, name.vi, about.vi

## Personal data kept

stored-intro = About you I keep:
stored-messages = your messages: { $messages }, my replies: { $replies }, since { $since }. Numbers of papers, phones and accounts in them are masked. After { $days } days the texts delete themselves;
stored-address = your address in this app, to send the replies to (encrypted); it goes with the messages;
stored-interaction = the day you last wrote or tapped ({ $date }), to know whether Zalo still lets me write to you; unless you subscribe to news it is deleted after 8 days;
stored-announcements = how many announcements you were sent: { $sent }, and how often you tapped or asked after one: { $reactions }, without any content; when you stop or have it erased, these numbers belong to nobody;
stored-official = that this account belongs to the official { $name };
stored-talk = what you last asked about, in memory only, forgotten after { $minutes } minutes.
stored-no-contact = You have not subscribed to news, so I keep no address to send news to.
stored-consent = You agreed to news on { $date } (version { $version }). So I also keep your address (encrypted), your language, and the places and topics you chose:
stored-nothing-chosen = no topic chosen yet
stored-use = I use this only to answer you and to send the news you chose, and give it to nobody else.
stored-erase = Delete everything
stored-erase-question = Delete my data
stored-stop = Stop the news
stored-stop-question = Stop

erase-ask = I will delete everything: the messages and replies I keep, your subscriptions, and what you last asked about. This cannot be undone. Are you sure?
erase-yes = Delete everything
erase-yes-question = Yes, delete all my data
erase-no = Keep it
erase-no-question = No, keep my data
erase-done = I have deleted everything about you. Receipt number: { $receipt }. Once this message is sent, I do not keep it either.
erase-app = Messages you still see are kept by the app; delete the chat in the app if you like.
erase-kept = Fine, everything stays as it is.

language-ask = Which language shall I use? / Anh/chị muốn em trả lời bằng tiếng nào ạ?
language-vi = Tiếng Việt
language-vi-question = Trả lời bằng tiếng Việt
language-en = English
language-en-question = Answer in English
language-set = From now on I write in English. What the documents say is quoted in Vietnamese.
language-page = Please change the language with the EN / VI button at the top of the page.

## What is no text

unsupported-sticker = Thank you for the sticker. Please write which procedure you need.
unsupported-voice = I cannot listen to voice messages. Please type your question.
unsupported-picture = I cannot look at pictures. Please type your question, and do not send pictures of identity papers here.
unsupported-video = I cannot watch videos. Please type your question.
unsupported-file = I cannot open files and take no applications here. Please file at the one-stop desk or at dichvucong.gov.vn; to ask something, type it.
unsupported-document = { unsupported-file }
unsupported-location = I cannot see locations. Please write the name of the commune or ward and what you need.
unsupported-contact = I do not need a contact card or a phone number. Please type your question.
unsupported-link = I cannot open links. Please type your question.
unsupported-poll = I cannot answer polls. Please type your question.
unsupported-protected = The app protects your account, so I cannot read your messages.

## Chat page

page-title = One-stop desk
page-title-office = One-stop desk – { $office }
page-description = Questions on administrative procedures and reform plans, answered from the documents with their sources.
page-brand = One-stop desk
page-tagline = Administrative procedures
page-skip = Skip to the question box
page-language = VI
page-language-label = VI – Xem trang này bằng tiếng Việt
page-log = Conversation
page-welcome-title = What can we help you with?
page-welcome = I look in the office's documents and answer briefly, with the source for you to check. Please ask in Vietnamese, with or without accents; the documents are in Vietnamese.
page-examples = Common questions
page-suggestions = Ask next
page-input = Your question
page-placeholder = Type your question…
page-send = Send
page-you = You asked:
page-desk = The desk answers:
page-typing = Looking in the documents…
page-citation = See the passage
page-citation-where = Place
page-citation-text = Wording
page-citation-source = Document
page-retry = Send again
page-failed = The question could not be sent. Please check your connection and press “Send again”.
page-offline = You are offline. Questions can be sent once the connection is back.
page-online = The connection is back.
page-too-long = The question is longer than { $limit } characters; please shorten it.
page-privacy = Please do not send ID numbers, passwords or one-time codes.
page-disclaimer = Answers are quoted from documents for reference; the authority handling your file decides.
page-no-script = This page needs JavaScript to answer. Please turn JavaScript on, use another browser, or contact the one-stop desk directly.
page-contact = Contact
page-call = Call { $hotline }
page-map = Open the map
page-not-found = There is no such page.
page-home = Back to the desk

## Alarms for admins

alarm-channel = The channel { $channel } of the one-stop desk is in trouble: { $why }
alarm-channel-waits = What people have sent is kept; replies leave when the channel works again.
alarm-channel-well = The channel { $channel } works again.
alarm-why-token = the platform does not accept the access token.
alarm-why-token-mend = Have the administrator of the server renew the token, set it and restart; “python -m bot doctor” tells what is wrong.
alarm-why-consent = the right to speak for the Official Account is missing or gone.
alarm-why-consent-mend = An admin of the Official Account must grant it again: run “python -m bot zalo login” on the server and follow its steps.
alarm-why-lost = { alarm-why-consent }
alarm-why-lost-mend = { alarm-why-consent-mend }
alarm-why-refused = the platform refuses the desk.
alarm-why-refused-mend = Run “python -m bot doctor” on the server. For a Zalo Official Account the right must mostly be granted again: “python -m bot zalo login”.
alarm-why-settings = the app id or a secret in the settings is wrong.
alarm-why-settings-mend = Have the administrator of the server compare the settings of this channel with the app's console; “python -m bot doctor” tells what is wrong.
alarm-why-key = the key of the database has changed, so that the stored right cannot be opened.
alarm-why-key-mend = Put the old key file back, or grant the right again with “python -m bot zalo login”.
alarm-why-signature = no call of the webhook is signed rightly, so that messages of people do not get in.
alarm-why-signature-mend = Have the administrator of the server copy the OA Secret Key of the app's Webhook page into oa_secret_key and restart. If people are being answered as usual, somebody is only trying it out.
alarm-why-webhook = the platform does not take the address of the webhook, or cannot reach it.
alarm-why-webhook-mend = Have the administrator of the server check domain, TLS certificate and webhook_url; “python -m bot doctor” tries each.
alarm-why-elsewhere = another machine has registered the webhook of this bot for another address.
alarm-why-elsewhere-mend = Stop the program on that machine; if nobody knows which it is, renew the token of the bot.
alarm-why-conflict = another machine uses the same bot.
alarm-why-conflict-mend = { alarm-why-elsewhere-mend }
alarm-why-silent = nothing has reached the platform for long.
alarm-why-silent-mend = Check the network of the server, the platform's status page and the quota of your package; “python -m bot doctor” tells whether it can be reached, or wants a pause.
alarm-why-stopped = a part of the desk has ended by a fault of the program.
alarm-why-stopped-mend = Ask the administrator of the server to restart the desk, to keep the log and to report the fault.
alarm-why-other = the platform refuses (code { $code }).
alarm-why-other-mend = Run “python -m bot doctor” on the server to learn what to mend.
alarm-clock = The clock of the desk's server is off by about { $minutes } minutes.
alarm-clock-mend = Dates told to people may be wrong. Have the administrator of the server set the time and switch on a time service.
alarm-clock-well = The clock of the server is right again.

## Command line

cli-help = motcua: the one-stop desk answers from documents, with sources.
cli-run = Serve the chat page and the channels turned on.
cli-ask = Ask one question, or one per line of standard input when QUESTION is "-".
cli-chat = Talk in the terminal.
cli-option-config = Settings file (default: config.toml in the current folder, if there is one).
cli-option-index = Index directory; without it the one of the settings.
cli-option-json = Print one JSON line per question.
cli-option-as-json = Print the result as JSON, for programs.
cli-option-conversation = Treat the lines as turns of one conversation.
cli-option-trace = Print every step from the question to the answer.
cli-argument-question = The question, or "-" to read standard input.
cli-open = Open in a browser: { $url }
cli-stop-hint = Press Ctrl+C to stop.
cli-stopped = Stopped.
cli-first-index = Building the index for this version of the program, please wait…
cli-chat-welcome = Type a question and press Enter. Type "quit" to end.
cli-chat-quit = quit
cli-prompt = Ask
cli-suggestions = Ask next: { $questions }
cli-error = Error: { $problem }
cli-port-taken = port { $port } on { $host } is used by another program
cli-port-taken-mend = change [web] port in config.toml, or stop the program that uses it
cli-cannot-listen = cannot listen on { $host }:{ $port } ({ $reason })
cli-cannot-listen-mend = check [web] host and port in config.toml

## The desk's own data

state-unusable = the database cannot be used ({ $reason })
state-unusable-mend = check [state] database and the rights of its folder
state-damaged-mend = stop the program, keep this file, then copy the newest one of the folder backups to its place
state-too-new = the database belongs to a newer version of the program (schema { $revision })
state-too-new-mend = bring the program up to date, or use the backup from before the upgrade
state-not-current = there is no database of this version
state-not-current-mend = run `python -m bot db upgrade`, or `python -m bot run` once
state-in-use = the database is in use by another program (process { $process })
state-in-use-mend = stop that program, or give this one another [state] database
privacy-key-unusable = the key file cannot be read or written
privacy-key-unusable-mend = check the rights of the file and its folder, or set MOTCUA_PRIVACY__KEY
privacy-key-wrong = the key is not the one this database was used with
privacy-key-wrong-mend = set the old key again ([privacy] key or the key file); without it, begin with a new database
cli-db = The database: upgrade, check, back up.
cli-db-upgrade = Bring the database up to this version of the program, after a backup.
cli-db-check = Check the database and count the rows of every table.
cli-db-backup = Back up the database while the program runs.
cli-option-backup-to = The backup file; without it, one in the folder backups beside the database.
cli-db-current = The database is up to date (schema { $revision }).
cli-db-old = The database has schema { $revision }, the program needs { $newest }: run `python -m bot db upgrade`.
cli-db-sound = The database is sound.
cli-db-damaged = The database is damaged: stop the program and use the newest backup.
cli-db-saved = Backed up to { $file }
cli-inbox = The inbox: messages received and replies.
cli-inbox-report = Messages by state, those without reply, those that may have been sent twice.
cli-inbox-received = Received, by channel and state:
cli-inbox-sent = Sent, by channel and state:
cli-inbox-unanswered = Without reply: { $count }
cli-inbox-twice = Perhaps sent twice: { $count }
cli-inbox-more = … and { $count } older ones; --json lists them all
cli-key-made = Made the encryption key { $file }. Keep a copy in a safe place, apart from backups of the database.
cli-state-saved = Backed up before the upgrade: { $file }

## Settings errors

settings-missing-file = there is no such settings file
settings-missing-file-mend = check the path, or copy config.example.toml to config.toml
settings-bad-toml = the settings file is not valid TOML ({ $detail })
settings-bad-toml-mend = mend the line named; compare with config.example.toml
settings-not-utf8 = the settings file is not UTF-8 text
settings-not-utf8-mend = save the file as UTF-8
settings-unreadable = the settings file cannot be read ({ $detail })
settings-unreadable-mend = check that the file may be read
settings-unknown-section = there is no section [{ $name }]
settings-unknown-key = there is no setting "{ $name }"
settings-did-you-mean = did you mean "{ $name }"? See config.example.toml
settings-see-example = delete the line, or see the settings in config.example.toml
settings-not-a-section = must be a section [{ $name }] with settings below it
settings-not-a-section-mend = write [{ $name }] on its own line, then the settings below
settings-bad-value = the value { $value } cannot be used
settings-bad-value-hidden = the value cannot be used
settings-mend-int = write a whole number, without quotes
settings-mend-float = write a number, without quotes
settings-mend-bool = write true or false
settings-mend-text = write text in quotes
settings-mend-list = write a list, for example ["a", "b"]
settings-mend-minimum = write a number of at least { $limit }
settings-mend-above = write a number above { $limit }
settings-mend-maximum = write a number of at most { $limit }
settings-mend-below = write a number below { $limit }
settings-mend-choice = choose one of: { $choices }
settings-mend-url = write a full address that begins with https://
settings-mend-network = write a network address, for example "10.0.0.0/8" or "127.0.0.1"
settings-mend-secret = write 8 to 256 characters
settings-mend-default = see the sample value in config.example.toml
settings-bad-environment = the environment variable cannot be read
settings-bad-environment-mend = write lists as JSON: ["a", "b"]
settings-environment = environment variable { $name }
settings-defaults = default value

## The server to try things out (python -m bot dev-server)

dev-title = Trial chat: { $platform }
dev-platform-telegram = Telegram
dev-platform-zalo-oa = Zalo Official Account
dev-platform-zalo-bot = Zalo Bot
dev-intro = This page plays the app on a citizen's phone. It runs on this machine and needs no account; nothing you write here leaves it.
dev-settings = Connect the desk to this page
dev-settings-how = Copy these lines into another terminal, then run: python -m bot run
dev-person = You are
dev-person-number = Citizen { $number }
dev-returns = Start
dev-blocks = Block
dev-picture = [Picture]
dev-text = Your message
dev-offline = The trial server is not running. Please start the dev-server command again.
dev-refused = That did not work, please try again.
dev-ready = Open { $url } to chat as on { $platform }.
dev-copy = In another terminal, copy these lines and run python -m bot run:
dev-toml = Or write into config.toml:
dev-consent = Zalo OA needs consent once: with the lines above, run python -m bot zalo login before python -m bot run.
dev-port-taken = another program uses port { $port }
dev-port-taken-mend = choose another one with --port, or --port 0 for any that is free

cli-dev-server = Opens a stand-in of Telegram or Zalo on this machine, with a page to chat through; no account needed.
cli-argument-platform = telegram, zalo-oa or zalo-bot
cli-option-dev-desk = Where the desk runs, if not at the default; only zalo-oa needs it, since Zalo calls the webhook.
cli-option-dev-port = Port of the trial page; 0 takes a free one.

## Checks (python -m bot doctor)

cli-doctor = Checks every configured credential, address and permission, and says what to mend and how.

doctor-level-ok = ok
doctor-level-untested = not testable
doctor-level-warning = note
doctor-level-wrong = WRONG
doctor-summary-ok = All that was tested is well.
doctor-summary = { $wrong } wrong, { $warnings } to note.

doctor-office = The office is described in full: { $name }.
doctor-office-missing = Of the office these are missing: { $keys }. Citizens are not told where to find an official.
doctor-office-missing-mend = fill them in under [office] in config.toml

doctor-disk = The disk of { $path } has { $free } MB free.
doctor-disk-low = The disk of { $path } has only { $free } MB free.
doctor-disk-low-mend = delete old files or add a disk before the index is built again
doctor-disk-full = The disk of { $path } is almost full, { $free } MB left: new messages may not be stored.
doctor-disk-full-mend = delete files or add a disk now

doctor-database = The database { $path } can be written and has the tables of this program.
doctor-database-new = The database { $path } does not exist yet; the first run makes it.
doctor-database-old = The database { $path } has the tables of an older program.
doctor-database-old-mend = run: python -m bot db upgrade (or restart the desk)
doctor-database-too-new = The database { $path } was made by a newer program.
doctor-database-too-new-mend = install the newer program again, or restore a backup
doctor-database-unusable = The database { $path } cannot be used ({ $reason }).
doctor-database-unusable-mend = check the path in [state] database, its permissions and the disk

doctor-alarms = Admins get the alarms of the desk (channels: { $count }).
doctor-alarms-nobody = No admin has linked a chat account: of a channel that is dead only the log knows.
doctor-alarms-nobody-mend = make an admin with python -m bot official add, get a code with python -m bot official link NAME, and send the bot: /lienket CODE
doctor-alarms-one = Admins have linked accounts on { $channel } only: when that channel is dead nobody is told.
doctor-alarms-one-mend = get a code with python -m bot official link NAME, and send /lienket CODE to the bot on another channel, too
doctor-desk = The desk runs at { $url }.
doctor-desk-off = The desk does not run at { $url }.
doctor-desk-off-mend = start it: systemctl start motcua, or python -m bot run; if it runs with other settings, name their file with --config
doctor-desk-other = Another program than the desk listens at port { $port }.
doctor-desk-other-mend = stop that program, or change [web] port
doctor-desk-unready = The desk at { $url } runs but cannot answer: there is no index it can use.
doctor-desk-unready-mend = see the line on the index above, or run python -m indexer build
doctor-desk-channel = { $channel }: the running desk says that this channel has stopped and must be mended.
doctor-desk-channel-mend = see the lines on this channel below; after mending a token in the settings, restart
doctor-desk-slowed = { $channel }: the platform wants fewer messages: too many at once, or the quota of the package is used up.
doctor-desk-slowed-mend = wait some minutes and run this again; if it stays, look up the quota on the platform's own page. Messages are kept and sent again
doctor-desk-stopped = { $channel }: a part of the desk has ended by a fault of the program; messages of this channel may be waiting.
doctor-desk-stopped-mend = restart the desk, what waits is answered then; keep the log and report the fault
doctor-desk-failing = { $channel }: the last messages could not be sent.
doctor-desk-failing-mend = see the lines on this channel below; messages are kept and sent again
doctor-file-missing = { $setting }: { $path } cannot be read.
doctor-file-missing-mend = correct the path in the settings, or let the user of the desk read it
doctor-index = The index can be used: snapshot { $name }.
doctor-index-none = There is no index in { $path } yet; the first run builds it.
doctor-index-none-mend = build it beforehand: python -m indexer build
doctor-index-empty = There is no index in { $path }, and no source is named.
doctor-index-empty-mend = fill in [index] sources, or set [index] builtin = true
doctor-index-unusable = The index cannot be used: { $problem }.
doctor-index-unusable-mend = { $mend }

doctor-no-channel = No Zalo or Telegram channel is configured, only the web page.

doctor-clock = This machine's clock agrees with { $host }.
doctor-clock-off = This machine's clock is { $seconds } seconds off that of { $host }.
doctor-clock-off-mend = have it set automatically: sudo timedatectl set-ntp true

doctor-trouble-name = the host's name is not known
doctor-trouble-refused = no connection
doctor-trouble-certificate = the TLS certificate is not valid
doctor-trouble-silent = no answer in time
doctor-trouble-broken = the connection broke

doctor-platform-silent = { $channel }: { $host } could not be called ({ $reason }).
doctor-platform-silent-mend = check the network and the firewall: { $host } port 443 must be reachable from this machine
doctor-platform-down = { $channel }: { $host } has a problem (status { $status }).
doctor-platform-down-mend = wait for the platform; messages are kept and sent later

doctor-webhook = { $channel }: the webhook { $url } leads to the desk.
doctor-webhook-plain = { $channel }: the webhook { $url } does not use https.
doctor-webhook-plain-mend = use an https address with a domain name, through a reverse proxy (see docs/huong-dan/trien-khai.md)
doctor-webhook-silent = { $channel }: the webhook { $url } cannot be reached from this machine ({ $reason }).
doctor-webhook-silent-mend = check domain name, certificate, port 443 and the reverse proxy; if this machine cannot call its own domain name, try from another one
doctor-webhook-stopped = { $channel }: the reverse proxy at { $url } answers, but the desk behind it does not (status { $status }).
doctor-webhook-stopped-mend = start the desk (systemctl start motcua), then check the address in proxy_pass
doctor-webhook-elsewhere = { $channel }: the webhook { $url } leads elsewhere (status { $status }): the answer is no refusal of the desk.
doctor-webhook-elsewhere-mend = have the reverse proxy pass that path on to the desk, and its answers back, as they are; see whether a firewall refuses before it
doctor-webhook-other-desk = { $channel }: the webhook { $url } leads to another desk than the one that runs on this machine.
doctor-webhook-other-desk-mend = check the domain, the address in proxy_pass and the path; stop an old desk that still runs
doctor-webhook-unproven = { $channel }: the webhook { $url } leads to a desk, but whether it is that of this machine is not known: it cannot be asked here.
doctor-webhook-unproven-mend = (re)start the desk on this machine with the right settings, then check again
doctor-registered = The platform calls { $url }.
doctor-registered-not = The platform does not call { $url } yet.
doctor-registered-not-mend = restart the desk: it registers the address when it starts
doctor-certificate = The certificate of { $host } is valid until { $date }.
doctor-certificate-soon = The certificate of { $host } expires soon, on { $date }.
doctor-certificate-soon-mend = renew it; with certbot or Caddy, find out why the renewal does not run
doctor-certificate-unknown = The certificate of { $host } could not be seen.
doctor-certificate-unknown-mend = check the domain's certificate at the reverse proxy

doctor-key = The key file { $path } is there and only the program can read it.
doctor-key-set = The encryption key comes from the settings.
doctor-key-open = Others on this machine can read the key file { $path }.
doctor-key-open-mend = run: chmod 600 { $path }
doctor-key-missing = The key file { $path } of the database is not there.
doctor-key-missing-mend = copy it back from where it is kept; without it the stored recipients cannot be read

doctor-telegram = Telegram: the token is right, the bot is @{ $name }.
doctor-telegram-token = Telegram: the bot's token was refused.
doctor-telegram-token-mend = get the token from BotFather again and put it into MOTCUA_TELEGRAM__TOKEN
doctor-telegram-refused = Telegram: the server refused with status { $status }.
doctor-telegram-refused-mend = check [telegram] base_url; if it is right, wait some minutes and check again
doctor-telegram-polling = Telegram: the desk asks for updates itself, no webhook is needed.
doctor-telegram-webhook-left = Telegram: an old webhook is registered; the desk removes it when it runs.
doctor-telegram-webhook-left-mend = start the desk; if it stays, see whether another program uses the same token
doctor-telegram-deliveries-failed = Telegram: within the last hour a call of the webhook failed: { $reason }
doctor-telegram-deliveries-failed-mend = check that the desk runs, the reverse proxy and the certificate; Telegram calls again
doctor-telegram-waiting = Telegram: { $count } updates wait to be delivered.
doctor-telegram-waiting-mend = check that the desk runs and keeps up

doctor-zalo-oa = Zalo OA: consent is granted, the desk speaks for { $name }.
doctor-zalo-oa-missing = Zalo OA: { $keys } missing.
doctor-zalo-oa-missing-mend = fill them in under [zalo_oa]; they stand at developers.zalo.me
doctor-zalo-oa-consent = Zalo OA: consent is not granted, or was lost (reason: { $why }).
doctor-zalo-oa-consent-mend = run: python -m bot zalo login
doctor-zalo-oa-unreadable = Zalo OA: the stored tokens cannot be read ({ $problem }).
doctor-zalo-oa-unreadable-mend = { $mend }
doctor-zalo-oa-expired = Zalo OA: the access token has expired; the desk gets a new one when it runs.
doctor-zalo-oa-expired-mend = start the desk and check again
doctor-zalo-oa-refused = Zalo OA: the access token was refused with code { $code }.
doctor-zalo-oa-refused-mend = see whether the app still has the right to speak for the OA; if need be run: python -m bot zalo login
doctor-zalo-oa-other = Zalo OA: consent was granted for another OA.
doctor-zalo-oa-other-mend = check [zalo_oa] oa_id, then run: python -m bot zalo login
doctor-zalo-oa-unverified = Zalo OA: the account is not verified; Zalo refuses much to such accounts.
doctor-zalo-oa-unverified-mend = have the OA verified at oa.zalo.me
doctor-zalo-oa-oauth = Zalo OA: { $host }, where tokens are renewed, can be reached.
doctor-zalo-oa-app-secret = Zalo OA: app_secret is only used when consent is granted and tokens are renewed; it cannot be tested before. If it is wrong the next renewal is refused: the log says reason=settings, and admins get an alarm.
doctor-zalo-oa-secret-key = Zalo OA: only Zalo knows whether oa_secret_key is right. If it is wrong every message is refused: the log says “webhook call with a wrong signature”, and admins get an alarm. Write a message to the account to try it.
doctor-zalo-oa-address = Zalo OA: the webhook { $path } was not tried, its domain is not known.
doctor-zalo-oa-address-mend = fill in [zalo_oa] callback_url with the office's domain

doctor-zalo-bot = Zalo Bot: the token is right, the bot is called { $name }.
doctor-zalo-bot-token = Zalo Bot: the bot's token was refused.
doctor-zalo-bot-token-mend = get the token from Zalo Bot Manager again and put it into MOTCUA_ZALO_BOT__TOKEN
doctor-zalo-bot-refused = Zalo Bot: the server refused with code { $code }.
doctor-zalo-bot-refused-mend = check [zalo_bot] base_url; if it is right, wait some minutes and check again
doctor-zalo-bot-polling = Zalo Bot: there is no webhook_url, the desk asks for updates itself; that is for trials only, messages can get lost.
doctor-zalo-bot-polling-mend = set [zalo_bot] webhook_url before serving citizens

## Zalo Official Account (python -m bot zalo)

cli-zalo = Zalo Official Account: consent for the desk.
cli-zalo-login = Grant the right to send for the Official Account; once, and whenever the log asks for it.
cli-option-refresh-token = Enter a refresh token from the API Explorer, without a browser.
zalo-oa-missing = the Zalo Official Account channel lacks settings: { $names }
zalo-oa-missing-mend = fill in [zalo_oa] as docs/huong-dan/zalo-oa.md says; leave app_id empty if the channel is not used
zalo-oa-callback-mend = enter the “Official Account Callback Url” exactly as on the app's page, or use --refresh-token
zalo-login-open = Open this link in the browser of an admin of the Official Account and agree:
zalo-login-paste = Paste the whole address that the browser was sent to (or the code alone)
zalo-login-ask-token = Paste the refresh token (it is not shown)
zalo-login-stored = The tokens were received and stored.
zalo-login-speaks-for = The desk may send for: { $name }
zalo-login-unverified = Note: Zalo has not verified this Official Account; many functions will be refused.
zalo-login-resumed = The tokens of the last time could be checked now; no consent is needed.
zalo-login-unchecked = the tokens are stored, but Zalo does not show the Official Account yet
zalo-login-unchecked-mend = check the permissions of the app, then run: python -m bot doctor
zalo-login-no-code = there is no code in what was pasted
zalo-login-no-code-mend = copy the whole address after agreeing; if the page says -14003, the Callback Url does not match
zalo-login-other-link = this address belongs to another link
zalo-login-other-link-mend = run the command again and open the link it prints
zalo-login-other-oa = the consent is that of another Official Account; the tokens in use stay
zalo-login-other-oa-mend = choose the right Official Account when you agree or take the refresh token, or correct [zalo_oa] oa_id, then run the command again; what was pasted cannot be used again
zalo-login-aside = Zalo did not tell which Official Account these tokens are for ({ $code }): they are put aside, the tokens in use stay
zalo-login-aside-mend = run the command again in some minutes, it checks what was put aside first; if that fails, grant consent by the link (without --refresh-token) and paste the whole address
zalo-login-unsaved = the new tokens came but could not be written to the database ({ $code })
zalo-login-unsaved-mend = check that the disk has room and that no other program holds the database, then run the command again with a new code
zalo-login-unreachable = Zalo's token server cannot be reached
zalo-login-unreachable-mend = check the network of this machine, then run the command again
zalo-login-unanswered = Zalo did not answer; the code may be used up
zalo-login-unanswered-mend = run the command again for a new code
zalo-login-refused = Zalo refused (code { $code })
zalo-login-refused-mend = a code is good once, for 10 minutes: run the command again for a new one
zalo-login-wrong-app = Zalo does not take this app (code { $code })
zalo-login-wrong-app-mend = check app_id, app_secret, the Callback Url, and that the app is activated
zalo-login-locked = another program is renewing the tokens
zalo-login-locked-mend = wait a minute, then run the command again
