# English words of the one-stop desk. The same keys as vi.ftl; the documents themselves are quoted in Vietnamese.

## Answers

answer-not-confirmed = This has not been fully verified; please check with the one-stop desk before you file.
answer-contradictory = Sources differ on this; please check with the one-stop desk before you file.
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
refusal-file_status = I cannot see individual files. Please look it up with the file code on your receipt at dichvucong.gov.vn, or bring the receipt to the one-stop desk.
refusal-illegal = I give no guidance on anything against the law. To report something or seek protection, please contact the commune police or call 113. { help-with }
refusal-jobs = I have no job offers; please ask the employment service centre or the employer. { help-with }
refusal-no_evidence = I could not find this in the documents we hold, so I will not guess.
refusal-no_figure = The documents we hold speak of this but do not give the figure you ask for.
refusal-unknown_place = I have no documents of the place you ask about. Please check its name, or ask the authority there.
refusal-which_procedure = Which procedure are you asking about? Please tell me what you need to do, for example: birth registration, marriage, temporary residence, identity card.
refusal-unknown_number = I have no document with the number you asked about. Please check its number and symbol.
refusal-unknown_year = I have no documents of the year you ask about. Please check the year in your question.
refusal-too_long = That question is rather long. Please keep it within { $limit } characters, one matter at a time.
refusal-empty = Please type a question, for example: “{ example-1-question }”
refusal-slow_down = That was a little fast. Please wait { $seconds } seconds and send it again.
refusal-unavailable = { outcome-unavailable }
refusal-unsupported = I can only read text. Please type your question.
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

## Command line

cli-help = motcua: the one-stop desk answers from documents, with sources.
cli-run = Serve the chat page and the channels turned on.
cli-ask = Ask one question, or one per line of standard input when QUESTION is "-".
cli-chat = Talk in the terminal.
cli-option-config = Settings file (default: config.toml in the current folder, if there is one).
cli-option-index = Index directory; without it the one of the settings.
cli-option-json = Print one JSON line per question.
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
state-in-use = the database is in use by another program (process { $process })
state-in-use-mend = stop that program, or give this one another [state] database
privacy-key-unusable = the key file cannot be read or written
privacy-key-unusable-mend = check the rights of the file and its folder, or set MOTCUA_PRIVACY__KEY
privacy-key-wrong = the key is not the one this database was used with
privacy-key-wrong-mend = set the old key again ([privacy] key or the key file); without it, begin with a new database
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
dev-returns = Start, unblock
dev-blocks = Block the bot
dev-picture = [Picture]
dev-text = Your message
dev-offline = The trial server is not running. Please start the dev-server command again.
dev-refused = That did not work, please try again.
dev-ready = Open { $url } to chat as on { $platform }.
dev-copy = In another terminal, copy these lines and run python -m bot run:
dev-toml = Or write into config.toml:
dev-port-taken = another program uses port { $port }
dev-port-taken-mend = choose another one with --port, or --port 0 for any that is free

cli-dev-server = Opens a stand-in of Telegram or Zalo on this machine, with a page to chat through; no account needed.
cli-argument-platform = telegram, zalo-oa or zalo-bot
cli-option-dev-port = Port of the trial page; 0 takes a free one.
