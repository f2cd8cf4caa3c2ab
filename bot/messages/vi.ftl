# Lời của bàn một cửa. Tiếng Việt là bản gốc; en.ftl có đúng các khóa này.

## Trả lời

answer-not-confirmed = Thông tin này chưa được kiểm chứng đầy đủ, xin hỏi lại cán bộ một cửa trước khi làm hồ sơ.
answer-contradictory = Các nguồn nói chưa thống nhất, xin hỏi lại cán bộ một cửa trước khi làm hồ sơ.
answer-other-year = Em chưa có thông tin riêng của năm { $year } ạ. Điều em biết là:
answer-over = Quy định về “{ $rule }” chỉ áp dụng đến hết ngày { $date }.
answer-expired = Lưu ý: văn bản này đã hết hiệu lực từ ngày { $date }.
answer-replaced = Lưu ý: văn bản này đã được thay bằng { $number }.
answer-not-yet = Lưu ý: quy định này chỉ có hiệu lực từ ngày { $date }.
answer-old = Lưu ý: văn bản này ban hành năm { $year }, có thể đã có văn bản mới hơn.
answer-stale = { $correction }
answer-due = Nộp { $received } thì dự kiến có kết quả { $date }, nếu hồ sơ đầy đủ, hợp lệ. Ngày chính thức ghi trên giấy hẹn.
answer-due-range = Nộp { $received } thì dự kiến có kết quả trong khoảng từ { $first } đến { $date }, tùy trường hợp, nếu hồ sơ đầy đủ, hợp lệ. Ngày chính thức ghi trên giấy hẹn.
answer-due-counted-from = Hồ sơ nộp ngoài ngày, giờ làm việc được tính từ { $start }.
answer-due-provisional = Lịch nghỉ lễ trong khoảng này có thể còn thay đổi, ngày trả có thể xê dịch theo.
answer-unit-now = Từ ngày 1/7/2025, { $old } nay thuộc { $new }.
answer-unit-divided = Từ ngày 1/7/2025, { $old } nay thuộc { $new }, tùy thôn, tổ dân phố.
answer-district-ended = Từ ngày 1/7/2025 không còn cấp huyện, nên { $old } không còn cơ quan giải quyết hồ sơ; anh/chị làm ở xã, phường mới hoặc cơ quan cấp tỉnh.
answer-elsewhere = Mức thu, giờ làm việc riêng của cơ quan em không áp dụng cho nơi anh/chị hỏi, nên em không nêu ở đây. Nơi đó có thể khác, anh/chị hỏi giúp bộ phận một cửa ở đó ạ.

unknown-penalty = Em chưa thấy nguồn nào ghi mức phạt của việc này, anh/chị hỏi giúp cán bộ một cửa cho chắc. Về việc này, em mới biết:
unknown-validity = Em chưa thấy nguồn nào ghi giấy này có giá trị bao lâu, anh/chị hỏi giúp cán bộ một cửa cho chắc. Về việc này, em mới biết:
unknown-form = Em chưa thấy nguồn nào ghi số hiệu mẫu đơn của việc này, anh/chị xin mẫu ở bộ phận một cửa. Về việc này, em mới biết:
unknown-deadline = Em chưa thấy nguồn nào ghi hạn phải làm việc này. Về việc này, em mới biết:
unknown-dossier = Em chưa có danh sách giấy tờ của việc này, anh/chị hỏi giúp cán bộ một cửa trước khi đi. Về việc này, em mới biết:
unknown-online = Em chưa thấy nguồn nào ghi việc này nộp qua mạng được hay không. Về việc này, em mới biết:
unknown-result = Em chưa thấy nguồn nào ghi giấy tờ nhận được khi làm xong. Về việc này, em mới biết:
unknown-legal = Em chưa có căn cứ pháp lý của việc này. Về việc này, em mới biết:

source-line = Nguồn: { $parts }
source-title = { $title }
source-number = số { $number }
source-code = mã thủ tục { $number }
source-date = ngày { $date }
source-date-text = { $date }
source-issuer = { $issuer }
source-section = mục { $section }
source-page = trang { $page }

outcome-answered = Thông tin này có trong văn bản dưới đây.
outcome-clarify = Anh/chị muốn hỏi về nội dung nào dưới đây ạ?
outcome-not_found = Em chưa tìm thấy nội dung này trong các văn bản đang có.
outcome-out_of_scope = Câu hỏi này nằm ngoài phạm vi của bàn một cửa.
outcome-personal_data = Em không tra cứu và không cung cấp thông tin riêng của cá nhân.
outcome-greeting = Em chào anh/chị! Em là trợ lý của bộ phận một cửa { $office }. Anh/chị cần hỏi về thủ tục hành chính hay kế hoạch cải cách hành chính nào ạ?
outcome-hand_over = Anh/chị cần gặp cán bộ, xin liên hệ bộ phận một cửa { $office }.
outcome-unavailable = Xin lỗi, hiện em chưa tra cứu được văn bản. Anh/chị vui lòng thử lại sau ít phút.

## Chào hỏi

greeting = { outcome-greeting }
thanks = Dạ, không có gì ạ. Anh/chị cần hỏi thêm về thủ tục nào, cứ nhắn cho em.
goodbye = Em chào anh/chị. Khi cần làm thủ tục hành chính, anh/chị cứ quay lại đây ạ.
insult = Em xin lỗi vì đã làm anh/chị phiền lòng. Anh/chị cho em biết cần làm thủ tục gì, hoặc bấm “Gặp cán bộ” để được giúp trực tiếp ạ.
forgotten = Dạ, em đã quên cuộc trò chuyện này. Anh/chị cần hỏi gì, cứ nhắn lại từ đầu ạ.
old_unit = Anh/chị cần làm việc gì ở đó thì nhắn em tên việc, ví dụ: khai sinh, tạm trú, sao y.
office-contacts = Liên hệ bộ phận một cửa { $office }:
none_of_these = Em chưa hiểu đúng ý anh/chị. Anh/chị nói rõ thêm giúp em việc cần làm, hoặc hỏi trực tiếp cán bộ ạ.
crisis = Nếu đang nguy hiểm, anh/chị hãy gọi ngay: 113 (công an), 114 (cứu hỏa, cứu nạn), 115 (cấp cứu), 111 (bảo vệ trẻ em). Hãy báo cho người thân ở gần để không phải ở một mình.
office-default = của xã, phường

## Thông tin riêng trong câu hỏi

personal-data-masked = Em đã che { $what } trong câu hỏi và không lưu lại. Để an toàn, anh/chị đừng gửi thông tin riêng qua đây ạ.
personal-data-identity = số giấy tờ tùy thân
personal-data-phone = số điện thoại
personal-data-bank = số tài khoản, số thẻ
personal-data-email = địa chỉ thư điện tử
personal-data-plate = biển số xe
personal-data-insurance = mã bảo hiểm
personal-data-number = dãy số riêng

## Liên hệ

contact-hotline = Điện thoại: { $hotline }.
contact-address = Địa chỉ: { $address }.
contact-map = Bản đồ chỉ đường: { $map }
contact-hours = Giờ làm việc: { $hours }.
contact-email = Thư điện tử: { $email }.
turn-to-hotline = Việc ở xã, phường, anh/chị có thể gọi bộ phận một cửa theo số { $hotline }.
hand-over-to-office = Anh/chị cần gặp cán bộ, xin đến trực tiếp bộ phận một cửa của Ủy ban nhân dân xã, phường nơi cư trú ạ.
turn-to-office = Việc ở xã, phường, anh/chị có thể hỏi trực tiếp bộ phận một cửa của Ủy ban nhân dân xã, phường nơi cư trú.

## Từ chối: vì sao, em giúp được gì, hỏi ở đâu

help-with = Em giúp được về thủ tục hành chính (giấy tờ cần có, nơi nộp, thời hạn, lệ phí) và kế hoạch cải cách hành chính.

refusal-out_of_scope = { outcome-out_of_scope } { help-with }
refusal-weather = Em không có thông tin thời tiết; anh/chị xem giúp ở đài khí tượng thủy văn ạ. { help-with }
refusal-prices = Em không có thông tin giá cả thị trường; anh/chị xem giúp ở báo đài hoặc nơi bán ạ. { help-with }
refusal-finance = Em không tư vấn vay vốn, đầu tư, tiền tệ; anh/chị hỏi giúp ngân hàng ạ. { help-with }
refusal-medicine = Em không tư vấn bệnh và thuốc; anh/chị hỏi giúp trạm y tế hoặc bác sĩ, khi khẩn cấp hãy gọi 115. { help-with }
refusal-entertainment = Em không có thông tin thể thao, giải trí, bói toán. { help-with }
refusal-homework = Em không làm bài tập hay viết bài hộ được ạ. { help-with }
refusal-translation = Em không dịch thuật được ạ. Nếu anh/chị cần chứng thực bản dịch, em có thể chỉ thủ tục. { help-with }
refusal-travel = Em không có thông tin vé xe, đường đi, du lịch; anh/chị hỏi giúp nhà xe hoặc hãng vận chuyển ạ. { help-with }
refusal-shopping = Em không hỗ trợ mua bán; anh/chị hỏi giúp nơi bán hàng ạ. { help-with }
refusal-chitchat = Em chỉ là trợ lý tra cứu nên không trò chuyện được nhiều ạ. { help-with }
refusal-politics = Em không có thông tin về chuyện này; anh/chị xem giúp ở báo đài chính thống ạ. { help-with }
refusal-foreign = Em không có thông tin về nước ngoài; việc ngoại giao, lãnh sự xin hỏi cơ quan ngoại vụ của tỉnh. { help-with }
refusal-programming = Em không hỗ trợ lập trình, máy tính ạ. { help-with }
refusal-injection = Em chỉ trả lời theo văn bản của bộ phận một cửa và không làm khác đi được ạ. { help-with }
refusal-private_person = Em không tra cứu và không cung cấp thông tin riêng của cá nhân, để giữ an toàn cho mọi người. Việc của chính mình, anh/chị mang giấy tờ tùy thân đến bộ phận một cửa ạ.
refusal-secrets = Em không có và không cung cấp mật khẩu, mã xác thực hay thông tin nội bộ. Anh/chị cũng đừng gửi mã OTP, mật khẩu cho bất kỳ ai, kể cả em.
refusal-outage = Em không có thông tin về điện, nước, mạng; anh/chị gọi giúp đơn vị cung cấp ghi trên hóa đơn ạ. { help-with }
refusal-passport = Hộ chiếu do Phòng Quản lý xuất nhập cảnh của Công an tỉnh, thành phố cấp, không làm ở xã, phường. Anh/chị nộp hồ sơ tại đó hoặc trực tuyến trên dichvucong.gov.vn; mất hộ chiếu thì trình báo ngay với công an ạ. { help-with }
refusal-divorce = Ly hôn do Tòa án nhân dân khu vực giải quyết, không làm ở xã, phường. Anh/chị hỏi giúp tòa án nơi vợ hoặc chồng đang ở ạ.
refusal-unemployment = Trợ cấp thất nghiệp do trung tâm dịch vụ việc làm của tỉnh, thành phố tiếp nhận, không làm ở xã, phường. Anh/chị hỏi giúp trung tâm gần nhất sớm sau khi nghỉ việc, vì việc này có hạn nộp ạ.
refusal-work_permit = Giấy phép lao động cho người nước ngoài do cơ quan quản lý lao động của tỉnh, thành phố cấp, không làm ở xã, phường. Anh/chị hỏi giúp ở đó hoặc xem trên dichvucong.gov.vn ạ.
refusal-social_insurance = Việc này do cơ quan bảo hiểm xã hội giải quyết, không làm ở xã, phường. Anh/chị hỏi giúp cơ quan bảo hiểm xã hội nơi mình ở ạ.
refusal-schooling = Việc nhập học, chuyển trường do nhà trường giải quyết. Anh/chị hỏi giúp trường muốn xin học ạ; giấy khai sinh, xác nhận cư trú thì em chỉ được thủ tục.
refusal-file_status = Em không xem được hồ sơ của từng người. Anh/chị tra cứu bằng mã hồ sơ ghi trên giấy hẹn tại dichvucong.gov.vn, hoặc mang giấy hẹn đến bộ phận một cửa ạ.
refusal-illegal = Em không hướng dẫn việc trái pháp luật. Nếu cần tố giác hoặc được bảo vệ, anh/chị liên hệ công an xã, phường hoặc gọi 113. { help-with }
refusal-unlawful = Việc này trái quy định nên em không chỉ cách làm được ạ. Làm đúng thủ tục thì giấy tờ mới có giá trị và anh/chị không gặp rắc rối về sau; vướng ở bước nào, anh/chị hỏi em hoặc bộ phận một cửa. Muốn phản ánh ai đòi tiền, anh/chị gọi công an xã, phường.
refusal-opinion = Em chỉ tra cứu quy định, không nêu ý kiến, lời khuyên hay dự đoán được ạ. { help-with }
refusal-jobs = Em không có tin tuyển dụng, việc làm; anh/chị hỏi giúp trung tâm dịch vụ việc làm hoặc nơi tuyển ạ. { help-with }
refusal-no_evidence = Em chưa tìm thấy nội dung này trong các văn bản đang có, nên không dám trả lời phỏng đoán ạ.
refusal-no_figure = Các văn bản đang có nói về việc này nhưng không nêu con số anh/chị hỏi ạ.
refusal-which_unit = Anh/chị cho em xin tên phường, xã cũ kèm quận, huyện, tỉnh cũ, ví dụ: phường La Khê, quận Hà Đông, Hà Nội.
refusal-over = Em chưa có quy định mới thay cho quy định này ạ.
refusal-unknown_place = Em chưa có văn bản của địa phương anh/chị hỏi. Anh/chị xem lại giúp tên xã, phường hoặc hỏi cơ quan nơi đó ạ.
refusal-unknown_unit = Kế hoạch, văn bản em có của nơi này không nhắc đến bộ phận anh/chị hỏi, nên em không trả lời thay được ạ.
refusal-elsewhere = Em chỉ biết mức thu, giờ làm việc của cơ quan em. Nơi anh/chị hỏi có thể khác, anh/chị hỏi giúp bộ phận một cửa ở đó ạ.
refusal-unsure = Em chưa chắc đã hiểu đúng ý anh/chị. Có phải anh/chị muốn hỏi về thủ tục dưới đây không ạ?
refusal-which_procedure = Anh/chị đang hỏi về thủ tục nào ạ? Anh/chị nhắn tên việc cần làm giúp em, ví dụ: khai sinh, kết hôn, tạm trú, căn cước.
refusal-unknown_number = Em chưa có văn bản mang số anh/chị hỏi. Anh/chị xem lại giúp số và ký hiệu của văn bản ạ.
refusal-unknown_year = Em chưa có văn bản của năm anh/chị hỏi. Anh/chị xem lại giúp năm trong câu hỏi ạ.
refusal-too_long = Câu hỏi hơi dài ạ. Anh/chị viết gọn lại trong { $limit } ký tự, mỗi lần hỏi một việc giúp em nhé.
refusal-empty = Anh/chị gõ câu hỏi giúp em nhé, ví dụ: “{ example-1-question }”
refusal-slow_down = Anh/chị hỏi hơi nhanh ạ. Xin đợi { $seconds } giây rồi gửi lại giúp em.
refusal-unavailable = { outcome-unavailable }
refusal-unsupported = Em chỉ đọc được chữ thôi ạ. Anh/chị gõ câu hỏi giúp em nhé.
menu-hint = Anh/chị nhắn số để chọn:
menu-unmatched = Em không thấy lựa chọn số { $number } ạ. Anh/chị nhắn một số từ 1 đến { $most }, hoặc gõ câu hỏi giúp em nhé.
menu-unmatched-one = Em không thấy lựa chọn số { $number } ạ; danh sách chỉ có số 1. Anh/chị nhắn 1, hoặc gõ câu hỏi giúp em nhé.
menu-gone = Em chưa rõ số { $number } là chọn mục nào ạ; danh sách cũ thì em không mở lại được. Anh/chị gõ câu hỏi giúp em nhé.
card-expired = Các nút này đã cũ nên em không mở lại được ạ. Anh/chị gõ lại câu hỏi giúp em nhé.
refusal-malformed = Em chưa đọc được câu hỏi này. Anh/chị tải lại trang rồi gửi lại giúp em.
refusal-other_site = Câu hỏi được gửi từ một trang khác nên em không nhận. Anh/chị mở trang của bàn một cửa rồi hỏi lại ạ.

## Gợi ý

example-1 = Khai sinh cho con cần giấy tờ gì?
example-1-question = Đăng ký khai sinh cho con cần giấy tờ gì?
example-2 = Đăng ký kết hôn ở đâu?
example-2-question = Đăng ký kết hôn nộp hồ sơ ở đâu?
example-3 = Chứng thực bản sao bao nhiêu tiền?
example-3-question = Chứng thực bản sao từ bản chính lệ phí bao nhiêu?
example-4 = Đăng ký tạm trú mất bao lâu?
example-4-question = Đăng ký tạm trú giải quyết trong bao lâu?
example-5 = Xin giấy xác nhận độc thân thế nào?
example-5-question = Cấp giấy xác nhận tình trạng hôn nhân cần giấy tờ gì?

suggest-dossier = Cần giấy tờ gì?
suggest-dossier-question = { $name } cần giấy tờ gì?
suggest-steps = Làm theo các bước nào?
suggest-steps-question = { $name } làm theo các bước nào?
suggest-time = Mất bao lâu?
suggest-time-question = { $name } mất bao lâu?
suggest-fee = Lệ phí bao nhiêu?
suggest-fee-question = { $name } lệ phí bao nhiêu?
suggest-where = Nộp ở đâu?
suggest-where-question = { $name } nộp ở đâu?
suggest-who = Ai được làm?
suggest-who-question = Ai được làm thủ tục { $name }?
suggest-online = Nộp qua mạng được không?
suggest-online-question = { $name } nộp qua mạng được không?
suggest-legal = Căn cứ văn bản nào?
suggest-legal-question = { $name } căn cứ văn bản nào?
suggest-result = Nhận được giấy gì?
suggest-result-question = { $name } nhận được giấy tờ gì?
suggest-conditions = Điều kiện thế nào?
suggest-conditions-question = { $name } cần điều kiện gì?
suggest-deadline = Hạn đến khi nào?
suggest-deadline-question = Hạn { $name } đến khi nào?
suggest-notes = Cần lưu ý gì?
suggest-notes-question = { $name } cần lưu ý gì?
suggest-form = Mẫu đơn nào?
suggest-form-question = { $name } dùng mẫu đơn, tờ khai nào?
suggest-validity = Có giá trị bao lâu?
suggest-validity-question = { $name } có giá trị bao lâu?
suggest-penalty = Có bị phạt không?
suggest-penalty-question = { $name } có bị phạt không?
suggest-all = Xem tất cả
suggest-all-question = Xem tất cả về { $name }
suggest-none = Không phải các mục trên
suggest-none-question = Không phải các mục trên
suggest-choice-question = Thủ tục { $name }
suggest-office = Gặp cán bộ
suggest-office-question = Tôi muốn gặp cán bộ một cửa

## Chào mừng, trợ giúp

welcome = Em chào anh/chị! Em là trợ lý của bộ phận một cửa { $office }.
welcome-how = Anh/chị hỏi em về giấy tờ cần có, nơi nộp, thời hạn, lệ phí của thủ tục; em trả lời kèm nguồn văn bản. Gõ không dấu cũng được.
welcome-news = Muốn nhận tin của xã, phường, anh/chị nhắn “{ $word }”.
welcome-again = Em đây ạ. Anh/chị cần hỏi thủ tục gì, cứ nhắn cho em.
welcome-resumed = Em chào anh/chị quay lại. Em lại gửi tin cho anh/chị:
welcome-topic = Tin về { $topic }: { $about }
welcome-topic-take = Nhận tin này
help-ask = Anh/chị cứ nhắn câu hỏi như khi nói chuyện, ví dụ: “{ example-1-question }”
help-also = Ngoài ra, anh/chị nhắn giúp em:
help-word = “{ $word }”: { $what }
help-command = /{ $word }: { $what }
command-unknown = Em không có lệnh này ạ.
command-private = Việc này em chỉ làm trong tin nhắn riêng. Anh/chị nhắn riêng cho em giúp nhé.

## Nhận tin

# Đổi lời xin đồng ý (các câu consent-…) thì đổi số bản, ở cả hai ngôn ngữ: ai đã đồng ý bản cũ sẽ được hỏi lại.
consent-version = 1
consent-intro = Để gửi tin cho anh/chị, bộ phận một cửa { $office } xin anh/chị đồng ý cho lưu:
consent-address = địa chỉ nhận tin của anh/chị trong ứng dụng này (được mã hóa);
consent-choice = nơi, chủ đề và ngôn ngữ anh/chị chọn;
consent-proof = thời điểm anh/chị đồng ý.
consent-use = Chỉ dùng để gửi tin anh/chị đã chọn, không dùng vào việc khác, không đưa cho ai khác. Lưu đến khi anh/chị thôi nhận tin, hoặc { $days } ngày sau khi anh/chị rời kênh này.
consent-rights = Lúc nào anh/chị cũng có thể nhắn “dữ liệu” để xem, “hủy” để dừng, “xóa” để xóa hết. Không đồng ý thì anh/chị vẫn hỏi đáp như thường. (Bản { $version })
consent-changed = Lời xin đồng ý đã thay đổi so với lần anh/chị đồng ý, nên em xin hỏi lại ạ.
consent-yes = Đồng ý
consent-yes-question = Đồng ý nhận tin, bản { $version }
consent-yes-about-question = Đồng ý nhận tin, bản { $version }: { $about }
consent-no = Không
consent-no-question = Không đồng ý nhận tin

subscribe-where = Anh/chị muốn nhận tin của nơi nào ạ?
subscribe-question = Đăng ký nhận tin: { $about }
subscribe-elsewhere = Nơi khác
subscribe-elsewhere-question = Nhận tin nơi khác
subscribe-elsewhere-about-question = Nhận tin nơi khác: { $about }
subscribe-type-place = Anh/chị nhắn tên xã, phường giúp em, ví dụ: “nhận tin phường Hà Đông”.
subscribe-which-place = Anh/chị chọn đúng nơi giúp em ạ.
subscribe-topics = Anh/chị muốn nhận tin { $place } về chủ đề nào? Anh/chị chọn được nhiều chủ đề.
subscribe-noted = Em đã ghi: anh/chị nhận tin { $place } về { $topics }. Anh/chị chọn thêm, bỏ bớt, hoặc bấm “Xong”.
subscribe-all = Tất cả chủ đề
subscribe-remove = Bỏ: { $topic }
subscribe-remove-question = Bỏ nhận tin: { $about }
subscribe-done = Xong
subscribe-done-question = Xong chọn chủ đề
subscribe-finished = Xong rồi ạ. Anh/chị nhận tin:
subscribe-now = Anh/chị đang nhận tin:
subscribe-item = { $place }: { $topics }
subscribe-change = Đổi tin { $place }
subscribe-add-place = Thêm nơi khác
subscribe-how-to-stop = Muốn dừng, anh/chị nhắn “hủy”. Muốn đổi, anh/chị nhắn “chủ đề”.
subscribe-nothing = Anh/chị chưa chọn chủ đề nào nên chưa nhận tin gì. Khi cần, anh/chị nhắn “đăng ký nhận tin”.
subscribe-unknown = Em chưa có nơi hay chủ đề này. Anh/chị chọn giúp em trong các mục dưới đây ạ.
subscribe-not-here = Ở đây em không gửi tin được. Anh/chị đăng ký nhận tin qua Zalo hoặc Telegram của xã, phường giúp em ạ.
subscribe-ended = Em đã bỏ tin này. Anh/chị không còn nhận tin nào; khi cần, anh/chị nhắn “đăng ký nhận tin”.

stop-done = Em đã dừng gửi tin và xóa địa chỉ nhận tin của anh/chị. Anh/chị vẫn hỏi đáp như thường; muốn nhận lại, anh/chị nhắn “đăng ký nhận tin”.
stop-nothing = Dạ, em không gửi tin cho anh/chị và không giữ địa chỉ nhận tin. Anh/chị cần hỏi thủ tục gì, cứ nhắn cho em.

topics-bad-file = không đọc được tệp chủ đề ({ $detail })
topics-bad-file-mend = sửa tệp theo mẫu trong docs/huong-dan/quan-tri.md; mỗi chủ đề cần id, name.vi, about.vi

## Dữ liệu của người dân

stored-intro = Về anh/chị, em đang lưu:
stored-messages = tin nhắn của anh/chị: { $messages }, câu trả lời: { $replies }, kể từ ngày { $since }. Số giấy tờ, điện thoại, tài khoản trong tin đã được che. Sau { $days } ngày, nội dung tự xóa;
stored-address = địa chỉ trong ứng dụng này để gửi câu trả lời (được mã hóa), xóa cùng với tin nhắn;
stored-interaction = ngày anh/chị nhắn hoặc bấm nút gần nhất ({ $date }), để biết Zalo còn cho gửi tin hay không; nếu anh/chị không đăng ký nhận tin thì tự xóa sau 8 ngày;
stored-announcements = số bản tin đã gửi cho anh/chị: { $sent }, số lần anh/chị bấm nút hay hỏi sau khi nhận: { $reactions }, không kèm nội dung; khi anh/chị hủy hay xóa, các số này không còn gắn với ai;
stored-official = tài khoản này đang liên kết với cán bộ { $name };
stored-talk = việc anh/chị vừa hỏi, chỉ trong bộ nhớ tạm, tự quên sau { $minutes } phút.
stored-no-contact = Anh/chị chưa đăng ký nhận tin, nên em không giữ địa chỉ nhận tin của anh/chị.
stored-consent = Anh/chị đồng ý nhận tin ngày { $date } (bản { $version }). Vì vậy em còn lưu địa chỉ nhận tin (được mã hóa), ngôn ngữ, và nơi, chủ đề đã chọn:
stored-nothing-chosen = chưa chọn chủ đề nào
stored-use = Em chỉ dùng để trả lời và gửi tin anh/chị đã chọn, không đưa cho ai khác.
stored-erase = Xóa hết
stored-erase-question = Xóa dữ liệu của tôi
stored-stop = Dừng nhận tin
stored-stop-question = Hủy đăng ký nhận tin

erase-ask = Em sẽ xóa hết: tin nhắn và câu trả lời đang lưu, đăng ký nhận tin, và việc vừa hỏi. Xóa rồi không lấy lại được. Anh/chị có chắc không ạ?
erase-yes = Xóa hết
erase-yes-question = Đồng ý xóa hết dữ liệu của tôi
erase-no = Không xóa
erase-no-question = Thôi, không xóa dữ liệu
erase-done = Em đã xóa hết dữ liệu của anh/chị. Mã biên nhận: { $receipt }. Tin này gửi xong, em cũng không giữ lại.
erase-app = Tin nhắn còn hiện trong ứng dụng là do ứng dụng giữ; anh/chị xóa cuộc trò chuyện trong ứng dụng nếu muốn.
erase-kept = Dạ, em giữ nguyên ạ.

language-ask = Anh/chị muốn em trả lời bằng tiếng nào ạ? / Which language shall I use?
language-vi = Tiếng Việt
language-vi-question = Trả lời bằng tiếng Việt
language-en = English
language-en-question = Answer in English
language-set = Dạ, từ giờ em trả lời bằng tiếng Việt.
language-page = Anh/chị đổi ngôn ngữ bằng nút EN / VI ở đầu trang giúp em ạ.

## Những gì không phải là chữ

unsupported-sticker = Em nhận được hình dán rồi ạ. Anh/chị cần hỏi thủ tục gì, nhắn chữ giúp em nhé.
unsupported-voice = Em chưa nghe được tin nhắn thoại. Anh/chị gõ câu hỏi giúp em, không dấu cũng được.
unsupported-picture = Em chưa xem được ảnh. Anh/chị gõ câu hỏi giúp em, và đừng gửi ảnh giấy tờ tùy thân qua đây ạ.
unsupported-video = Em chưa xem được video. Anh/chị gõ câu hỏi giúp em nhé.
unsupported-file = Em chưa mở được tệp, và không nhận hồ sơ qua đây. Anh/chị nộp hồ sơ tại bộ phận một cửa hoặc dichvucong.gov.vn; cần hỏi gì, gõ chữ giúp em.
unsupported-document = { unsupported-file }
unsupported-location = Em chưa xem được vị trí. Anh/chị nhắn tên xã, phường và việc cần làm giúp em.
unsupported-contact = Em không cần danh thiếp hay số điện thoại đâu ạ. Anh/chị gõ câu hỏi giúp em nhé.
unsupported-link = Em chưa mở được liên kết. Anh/chị gõ câu hỏi giúp em nhé.
unsupported-poll = Em chưa trả lời được bình chọn. Anh/chị gõ câu hỏi giúp em nhé.
unsupported-protected = Ứng dụng đang bảo vệ tài khoản của anh/chị nên em không đọc được tin nhắn.

## Trang trò chuyện

page-title = Hỏi đáp một cửa
page-title-office = Hỏi đáp một cửa – { $office }
page-description = Hỏi đáp thủ tục hành chính và kế hoạch cải cách hành chính, câu trả lời kèm nguồn văn bản.
page-brand = Bộ phận Một cửa
page-tagline = Hỏi đáp thủ tục hành chính
page-skip = Đến ô nhập câu hỏi
page-language = EN
page-language-label = EN – Read this page in English
page-log = Cuộc trò chuyện
page-welcome-title = Anh/chị cần hỏi việc gì ạ?
page-welcome = Em tra trong văn bản của cơ quan và trả lời ngắn gọn, kèm nguồn để anh/chị xem lại. Gõ không dấu cũng được.
page-examples = Câu hỏi thường gặp
page-suggestions = Hỏi tiếp
page-input = Câu hỏi của anh/chị
page-placeholder = Gõ câu hỏi tại đây…
page-send = Gửi
page-you = Anh/chị hỏi:
page-desk = Một cửa trả lời:
page-typing = Đang tìm trong văn bản…
page-citation = Xem đoạn văn bản
page-citation-where = Vị trí
page-citation-text = Nguyên văn
page-citation-source = Văn bản
page-retry = Gửi lại
page-failed = Chưa gửi được câu hỏi. Anh/chị kiểm tra mạng rồi bấm “Gửi lại” giúp em.
page-offline = Máy đang mất mạng. Câu hỏi sẽ gửi được khi có mạng trở lại.
page-online = Đã có mạng trở lại.
page-too-long = Câu hỏi dài quá { $limit } ký tự, anh/chị rút gọn giúp em nhé.
page-privacy = Xin đừng gửi số căn cước, mật khẩu hay mã OTP.
page-disclaimer = Câu trả lời trích từ văn bản, để tham khảo; quyết định cuối cùng thuộc cơ quan giải quyết hồ sơ.
page-no-script = Trang này cần JavaScript để trả lời. Anh/chị bật JavaScript, dùng trình duyệt khác, hoặc liên hệ trực tiếp bộ phận một cửa.
page-contact = Liên hệ
page-call = Gọi { $hotline }
page-map = Xem bản đồ
page-not-found = Không có trang này.
page-home = Về trang hỏi đáp

## Báo động cho quản trị viên

alarm-channel = Kênh { $channel } của bàn một cửa đang gặp sự cố: { $why }
alarm-channel-waits = Tin người dân đã gửi đến vẫn được giữ; câu trả lời sẽ đi khi kênh hoạt động trở lại.
alarm-channel-well = Kênh { $channel } đã hoạt động trở lại.
alarm-why-token = nền tảng không nhận mã truy cập (token).
alarm-why-token-mend = Anh/chị nhờ người quản trị máy chủ lấy lại token, sửa trong cấu hình rồi khởi động lại; lệnh “python -m bot doctor” chỉ rõ chỗ sai.
alarm-why-consent = chưa có, hoặc không còn quyền thay mặt Official Account.
alarm-why-consent-mend = Quản trị viên của Official Account cần cấp quyền lại: trên máy chủ, chạy lệnh “python -m bot zalo login” và làm theo từng bước.
alarm-why-lost = { alarm-why-consent }
alarm-why-lost-mend = { alarm-why-consent-mend }
alarm-why-refused = nền tảng từ chối quyền của bàn một cửa.
alarm-why-refused-mend = Trên máy chủ, chạy “python -m bot doctor” để biết chỗ sai. Với Zalo Official Account, thường phải cấp quyền lại: “python -m bot zalo login”.
alarm-why-settings = mã ứng dụng hoặc khóa bí mật trong cấu hình không đúng.
alarm-why-settings-mend = Anh/chị nhờ người quản trị máy chủ đối chiếu phần cấu hình của kênh này với trang quản lý ứng dụng; lệnh “python -m bot doctor” chỉ rõ chỗ sai.
alarm-why-key = khóa mã hóa của cơ sở dữ liệu đã đổi, nên không mở được quyền đã lưu.
alarm-why-key-mend = Đặt lại đúng tệp khóa cũ, hoặc cấp quyền lại bằng “python -m bot zalo login”.
alarm-why-signature = không lời gọi webhook nào mang đúng chữ ký, nên tin của người dân không vào được.
alarm-why-signature-mend = Anh/chị nhờ người quản trị máy chủ chép lại OA Secret Key ở trang Webhook của ứng dụng vào oa_secret_key, rồi khởi động lại. Nếu OA vẫn đang trả lời người dân bình thường thì có kẻ đang thử gọi, không cần làm gì.
alarm-why-webhook = nền tảng không nhận địa chỉ webhook, hoặc không gọi được đến đó.
alarm-why-webhook-mend = Anh/chị nhờ người quản trị máy chủ xem lại tên miền, chứng chỉ TLS và webhook_url; lệnh “python -m bot doctor” thử từng chỗ.
alarm-why-elsewhere = có máy khác đăng ký webhook của bot này sang địa chỉ khác.
alarm-why-elsewhere-mend = Tắt chương trình trên máy kia; nếu không rõ máy nào, đổi token của bot.
alarm-why-conflict = có máy khác đang dùng cùng một bot.
alarm-why-conflict-mend = { alarm-why-elsewhere-mend }
alarm-why-silent = đã lâu không gửi được tin nào đến nền tảng.
alarm-why-silent-mend = Xem mạng của máy chủ, trang thông báo của nền tảng và hạn mức tin nhắn của gói; lệnh “python -m bot doctor” cho biết có kết nối được không, hay nền tảng đang bắt chờ.
alarm-why-stopped = một phần của bàn một cửa đã dừng vì lỗi chương trình.
alarm-why-stopped-mend = Anh/chị nhờ người quản trị máy chủ khởi động lại bàn một cửa, giữ lại nhật ký và báo lỗi cho nhóm phát triển.
alarm-why-other = nền tảng từ chối (mã { $code }).
alarm-why-other-mend = Trên máy chủ, chạy “python -m bot doctor” để biết phải sửa gì.
alarm-clock = Đồng hồ của máy chủ bàn một cửa sai khoảng { $minutes } phút.
alarm-clock-mend = Ngày hẹn báo cho người dân có thể sai theo. Anh/chị nhờ người quản trị máy chủ chỉnh giờ và bật đồng bộ giờ tự động.
alarm-clock-well = Đồng hồ của máy chủ đã đúng trở lại.

## Dòng lệnh

cli-help = motcua: bàn một cửa trả lời câu hỏi theo văn bản, kèm nguồn.
cli-run = Chạy trang hỏi đáp và các kênh đã bật.
cli-ask = Hỏi một câu, hoặc mỗi dòng một câu từ đầu vào chuẩn khi QUESTION là “-”.
cli-chat = Trò chuyện trong cửa sổ dòng lệnh.
cli-option-config = Tệp thiết lập (mặc định: config.toml trong thư mục hiện tại, nếu có).
cli-option-index = Thư mục chỉ mục; không có thì dùng chỉ mục trong thiết lập.
cli-option-json = In mỗi câu một dòng JSON.
cli-option-as-json = In kết quả dạng JSON cho chương trình đọc.
cli-option-conversation = Coi các dòng là các lượt của một cuộc trò chuyện.
cli-option-trace = In từng bước đi từ câu hỏi đến câu trả lời.
cli-argument-question = Câu hỏi, hoặc “-” để đọc từ đầu vào chuẩn.
cli-open = Mở trình duyệt: { $url }
cli-stop-hint = Nhấn Ctrl+C để dừng.
cli-stopped = Đã dừng.
cli-first-index = Đang lập chỉ mục cho phiên bản này của chương trình, xin chờ…
cli-chat-welcome = Gõ câu hỏi rồi nhấn Enter. Gõ “thoát” để kết thúc.
cli-chat-quit = thoát
cli-prompt = Hỏi
cli-suggestions = Hỏi tiếp: { $questions }
cli-error = Lỗi: { $problem }
cli-port-taken = cổng { $port } trên { $host } đang được chương trình khác dùng
cli-port-taken-mend = đổi [web] port trong config.toml, hoặc dừng chương trình đang dùng cổng đó
cli-cannot-listen = không mở được địa chỉ { $host }:{ $port } ({ $reason })
cli-cannot-listen-mend = xem lại [web] host và port trong config.toml

## Dữ liệu của bàn một cửa

state-unusable = không dùng được cơ sở dữ liệu ({ $reason })
state-unusable-mend = kiểm tra đường dẫn [state] database và quyền ghi của thư mục
state-damaged-mend = dừng chương trình, giữ lại tệp này, rồi chép bản sao lưu mới nhất trong thư mục backups vào chỗ của nó
state-too-new = cơ sở dữ liệu thuộc phiên bản mới hơn chương trình này (lược đồ { $revision })
state-too-new-mend = cập nhật chương trình, hoặc dùng bản sao lưu có trước khi nâng cấp
state-not-current = chưa có cơ sở dữ liệu đúng phiên bản này
state-not-current-mend = chạy `python -m bot db upgrade`, hoặc chạy `python -m bot run` một lần
state-in-use = cơ sở dữ liệu đang được chương trình khác dùng (tiến trình { $process })
state-in-use-mend = dừng chương trình kia, hoặc đặt [state] database khác cho chương trình này
privacy-key-unusable = không đọc hoặc ghi được tệp khóa
privacy-key-unusable-mend = kiểm tra quyền của tệp và thư mục, hoặc đặt MOTCUA_PRIVACY__KEY
privacy-key-wrong = khóa không phải là khóa đã dùng cho cơ sở dữ liệu này
privacy-key-wrong-mend = đặt lại đúng khóa cũ ([privacy] key hoặc tệp khóa); không có khóa cũ thì bắt đầu với cơ sở dữ liệu mới
cli-db = Cơ sở dữ liệu: nâng cấp, kiểm tra, sao lưu.
cli-db-upgrade = Đưa cơ sở dữ liệu về đúng phiên bản của chương trình, sao lưu trước khi đổi.
cli-db-check = Kiểm tra cơ sở dữ liệu và đếm số dòng từng bảng.
cli-db-backup = Sao lưu cơ sở dữ liệu trong khi chương trình vẫn chạy.
cli-option-backup-to = Tệp sao lưu; không có thì ghi vào thư mục backups bên cạnh cơ sở dữ liệu.
cli-db-current = Cơ sở dữ liệu đúng phiên bản (lược đồ { $revision }).
cli-db-old = Cơ sở dữ liệu ở lược đồ { $revision }, chương trình cần { $newest }: chạy `python -m bot db upgrade`.
cli-db-sound = Cơ sở dữ liệu lành lặn.
cli-db-damaged = Cơ sở dữ liệu bị hỏng: dừng chương trình và dùng bản sao lưu mới nhất.
cli-db-saved = Đã sao lưu vào { $file }
cli-inbox = Hộp tin: tin nhận, câu trả lời.
cli-inbox-report = Báo cáo số tin theo trạng thái, tin chưa trả lời, tin có thể đã gửi hai lần.
cli-inbox-received = Tin nhận theo kênh và trạng thái:
cli-inbox-sent = Tin gửi theo kênh và trạng thái:
cli-inbox-unanswered = Chưa trả lời: { $count }
cli-inbox-twice = Có thể đã gửi hai lần: { $count }
cli-inbox-more = … và { $count } tin cũ hơn; xem đủ bằng --json
cli-key-made = Đã tạo khóa mã hóa { $file }. Hãy cất một bản ở nơi an toàn, tách khỏi bản sao lưu cơ sở dữ liệu.
cli-state-saved = Đã sao lưu trước khi nâng cấp: { $file }

## Lỗi thiết lập

settings-missing-file = không có tệp thiết lập này
settings-missing-file-mend = kiểm tra lại đường dẫn, hoặc chép config.example.toml thành config.toml
settings-bad-toml = tệp thiết lập sai cú pháp TOML ({ $detail })
settings-bad-toml-mend = sửa dòng được nêu; so với config.example.toml
settings-not-utf8 = tệp thiết lập không phải là chữ UTF-8
settings-not-utf8-mend = lưu lại tệp bằng mã UTF-8
settings-unreadable = không đọc được tệp thiết lập ({ $detail })
settings-unreadable-mend = kiểm tra quyền đọc tệp
settings-unknown-section = không có phần [{ $name }]
settings-unknown-key = không có thiết lập “{ $name }”
settings-did-you-mean = có phải “{ $name }” không? Xem config.example.toml
settings-see-example = xóa dòng này, hoặc xem các thiết lập trong config.example.toml
settings-not-a-section = phải là một phần [{ $name }] có các thiết lập bên trong
settings-not-a-section-mend = viết [{ $name }] trên một dòng riêng, rồi các thiết lập bên dưới
settings-bad-value = giá trị { $value } không dùng được
settings-bad-value-hidden = giá trị không dùng được
settings-mend-int = viết một số nguyên, không có ngoặc kép
settings-mend-float = viết một số, không có ngoặc kép
settings-mend-bool = viết true hoặc false
settings-mend-text = viết chữ trong ngoặc kép
settings-mend-list = viết một danh sách, ví dụ ["a", "b"]
settings-mend-minimum = viết một số từ { $limit } trở lên
settings-mend-above = viết một số lớn hơn { $limit }
settings-mend-maximum = viết một số không quá { $limit }
settings-mend-below = viết một số nhỏ hơn { $limit }
settings-mend-choice = chọn một trong: { $choices }
settings-mend-url = viết địa chỉ đầy đủ bắt đầu bằng https://
settings-mend-network = viết địa chỉ mạng, ví dụ "10.0.0.0/8" hoặc "127.0.0.1"
settings-mend-secret = viết từ 8 đến 256 ký tự
settings-mend-default = xem giá trị mẫu trong config.example.toml
settings-bad-environment = biến môi trường không đọc được
settings-bad-environment-mend = với danh sách, viết dạng JSON: ["a", "b"]
settings-environment = biến môi trường { $name }
settings-defaults = giá trị mặc định

## Máy chủ để thử (python -m bot dev-server)

dev-title = Trò chuyện thử: { $platform }
dev-platform-telegram = Telegram
dev-platform-zalo-oa = Zalo Official Account
dev-platform-zalo-bot = Zalo Bot
dev-intro = Trang này đóng vai ứng dụng trên điện thoại người dân, chạy ngay trên máy này, không cần tài khoản. Tin nhắn ở đây không đi đâu ra ngoài.
dev-settings = Nối bàn một cửa vào đây
dev-settings-how = Chép các dòng sau vào một cửa sổ lệnh khác rồi chạy: python -m bot run
dev-person = Đang đóng vai
dev-person-number = Người dân { $number }
dev-returns = Bắt đầu
dev-blocks = Chặn
dev-picture = [Ảnh]
dev-text = Tin nhắn của anh/chị
dev-offline = Máy chủ thử đã tắt hoặc chưa chạy. Anh/chị chạy lại lệnh dev-server.
dev-refused = Không thực hiện được, anh/chị thử lại.
dev-ready = Mở { $url } để trò chuyện thử như trên { $platform }.
dev-copy = Trong một cửa sổ lệnh khác, chép các dòng này rồi chạy python -m bot run:
dev-toml = Hoặc ghi vào config.toml:
dev-consent = Zalo OA cần cấp quyền một lần: với các dòng trên, chạy python -m bot zalo login trước khi chạy python -m bot run.
dev-port-taken = cổng { $port } đang có chương trình khác dùng
dev-port-taken-mend = chọn cổng khác bằng --port, hoặc --port 0 để tự chọn

cli-dev-server = Mở một bản giả của Telegram hoặc Zalo trên máy này, có trang để trò chuyện thử, không cần tài khoản.
cli-argument-platform = telegram, zalo-oa hoặc zalo-bot
cli-option-dev-desk = Địa chỉ bàn một cửa đang chạy, nếu khác mặc định; chỉ zalo-oa cần, vì Zalo gọi vào webhook.
cli-option-dev-port = Cổng của trang trò chuyện thử; 0 là tự chọn.

## Kiểm tra (python -m bot doctor)

cli-doctor = Kiểm tra mọi mã, địa chỉ và quyền đã cấu hình, nói rõ chỗ nào phải sửa và sửa ra sao.

doctor-level-ok = ổn
doctor-level-untested = không thử được
doctor-level-warning = lưu ý
doctor-level-wrong = SAI
doctor-summary-ok = Mọi thứ đã thử đều ổn.
doctor-summary = { $wrong } mục sai, { $warnings } mục cần lưu ý.

doctor-office = Thông tin cơ quan đủ: { $name }.
doctor-office-missing = Thông tin cơ quan còn thiếu: { $keys }. Người dân không được chỉ đúng nơi gặp cán bộ.
doctor-office-missing-mend = điền các mục ấy trong phần [office] của config.toml

doctor-disk = Ổ đĩa của { $path } còn trống { $free } MB.
doctor-disk-low = Ổ đĩa của { $path } chỉ còn trống { $free } MB.
doctor-disk-low-mend = xóa bớt tệp cũ hoặc thêm ổ đĩa trước khi lập lại chỉ mục
doctor-disk-full = Ổ đĩa của { $path } gần đầy, chỉ còn { $free } MB: tin nhắn mới có thể không lưu được.
doctor-disk-full-mend = xóa bớt tệp hoặc thêm ổ đĩa ngay

doctor-database = Cơ sở dữ liệu { $path } ghi được, cấu trúc đúng với chương trình.
doctor-database-new = Cơ sở dữ liệu { $path } chưa có, lần chạy đầu tiên sẽ tạo.
doctor-database-old = Cơ sở dữ liệu { $path } có cấu trúc của bản chương trình cũ.
doctor-database-old-mend = chạy: python -m bot db upgrade (hoặc khởi động lại bàn một cửa)
doctor-database-too-new = Cơ sở dữ liệu { $path } do bản chương trình mới hơn tạo ra.
doctor-database-too-new-mend = cài lại bản chương trình mới, hoặc khôi phục bản sao lưu
doctor-database-unusable = Không dùng được cơ sở dữ liệu { $path } ({ $reason }).
doctor-database-unusable-mend = kiểm tra đường dẫn [state] database, quyền ghi và ổ đĩa

doctor-alarms = Quản trị viên nhận được báo động của bàn một cửa (số kênh: { $count }).
doctor-alarms-nobody = Chưa quản trị viên nào liên kết tài khoản trò chuyện: kênh nào chết thì chỉ nhật ký biết.
doctor-alarms-nobody-mend = tạo quản trị viên bằng python -m bot official add, lấy mã bằng python -m bot official link TÊN, rồi nhắn cho bot: /lienket MÃ
doctor-alarms-one = Quản trị viên chỉ liên kết tài khoản trên { $channel }: kênh đó chết thì không ai được báo.
doctor-alarms-one-mend = lấy mã bằng python -m bot official link TÊN, rồi nhắn /lienket MÃ cho bot trên một kênh khác nữa
doctor-desk = Bàn một cửa đang chạy ở { $url }.
doctor-desk-off = Bàn một cửa không chạy ở { $url }.
doctor-desk-off-mend = khởi động: systemctl start motcua, hoặc python -m bot run; nếu đang chạy với thiết lập khác thì thêm --config cho đúng tệp
doctor-desk-other = Cổng { $port } đang có chương trình khác, không phải bàn một cửa.
doctor-desk-other-mend = tắt chương trình đó, hoặc đổi [web] port
doctor-desk-unready = Bàn một cửa ở { $url } đang chạy nhưng chưa trả lời được: chưa có bản chỉ mục nào dùng được.
doctor-desk-unready-mend = xem dòng về chỉ mục ở trên, hoặc chạy python -m indexer build
doctor-desk-channel = { $channel }: bàn một cửa đang chạy báo kênh này dừng, phải sửa.
doctor-desk-channel-mend = sửa theo các dòng về kênh này ở dưới; sửa token trong thiết lập thì khởi động lại
doctor-desk-slowed = { $channel }: nền tảng đang bắt gửi chậm lại: quá nhiều tin trong một lúc, hoặc đã hết hạn mức của gói.
doctor-desk-slowed-mend = chờ vài phút rồi chạy lại lệnh này; nếu vẫn vậy thì xem hạn mức tin nhắn ở trang quản lý của nền tảng. Tin được giữ và tự gửi lại
doctor-desk-stopped = { $channel }: một phần của bàn một cửa đã dừng vì lỗi chương trình, tin nhắn của kênh này có thể nằm chờ.
doctor-desk-stopped-mend = khởi động lại bàn một cửa, tin đang chờ sẽ được trả lời; giữ lại nhật ký và báo lỗi cho nhóm phát triển
doctor-desk-failing = { $channel }: những tin vừa rồi không gửi đi được.
doctor-desk-failing-mend = xem các dòng về kênh này ở dưới; tin vẫn được giữ và tự gửi lại
doctor-file-missing = { $setting }: không đọc được { $path }.
doctor-file-missing-mend = sửa đường dẫn trong thiết lập, hoặc cho người dùng chạy bàn một cửa quyền đọc
doctor-index = Chỉ mục dùng được: bản { $name }.
doctor-index-none = Chưa có chỉ mục trong { $path }; lần chạy đầu tiên sẽ tự lập.
doctor-index-none-mend = lập trước để khỏi chờ: python -m indexer build
doctor-index-empty = Chưa có chỉ mục trong { $path } và chưa nêu nguồn văn bản nào.
doctor-index-empty-mend = điền [index] sources, hoặc đặt [index] builtin = true
doctor-index-unusable = Chỉ mục không dùng được: { $problem }.
doctor-index-unusable-mend = { $mend }

doctor-no-channel = Chưa nối kênh Zalo hay Telegram nào, chỉ có trang web.

doctor-clock = Đồng hồ của máy khớp với { $host }.
doctor-clock-off = Đồng hồ của máy lệch { $seconds } giây so với { $host }.
doctor-clock-off-mend = bật tự chỉnh giờ: sudo timedatectl set-ntp true

doctor-trouble-name = không tìm thấy tên máy chủ
doctor-trouble-refused = không kết nối được
doctor-trouble-certificate = chứng chỉ TLS không hợp lệ
doctor-trouble-silent = không trả lời trong thời gian chờ
doctor-trouble-broken = kết nối bị ngắt

doctor-platform-silent = { $channel }: chưa gọi được tới { $host } ({ $reason }).
doctor-platform-silent-mend = kiểm tra mạng và tường lửa của máy: phải gọi ra được { $host } cổng 443
doctor-platform-down = { $channel }: { $host } đang trục trặc (mã { $status }).
doctor-platform-down-mend = chờ nền tảng khắc phục; tin nhắn được giữ lại và gửi sau

doctor-webhook = { $channel }: địa chỉ nhận tin { $url } dẫn đúng tới bàn một cửa.
doctor-webhook-plain = { $channel }: địa chỉ nhận tin { $url } không dùng https.
doctor-webhook-plain-mend = dùng địa chỉ https có tên miền, qua máy chủ trung gian (xem docs/huong-dan/trien-khai.md)
doctor-webhook-silent = { $channel }: địa chỉ nhận tin { $url } không mở được từ máy này ({ $reason }).
doctor-webhook-silent-mend = kiểm tra tên miền, chứng chỉ, cổng 443 và máy chủ trung gian; nếu máy này không tự gọi được ra tên miền của chính mình, hãy thử từ máy khác
doctor-webhook-stopped = { $channel }: máy chủ trung gian ở { $url } trả lời, nhưng bàn một cửa phía sau thì không (mã { $status }).
doctor-webhook-stopped-mend = khởi động bàn một cửa (systemctl start motcua), rồi kiểm tra địa chỉ proxy_pass
doctor-webhook-elsewhere = { $channel }: địa chỉ nhận tin { $url } dẫn tới nơi khác (mã { $status }): câu trả lời không phải lời từ chối của bàn một cửa.
doctor-webhook-elsewhere-mend = cho máy chủ trung gian chuyển nguyên đường dẫn ấy tới bàn một cửa và để nguyên câu trả lời; xem có tường lửa nào chặn trước không
doctor-webhook-other-desk = { $channel }: địa chỉ nhận tin { $url } dẫn tới một bàn một cửa khác, không phải bàn đang chạy ở máy này.
doctor-webhook-other-desk-mend = kiểm tra tên miền, địa chỉ proxy_pass và đường dẫn; tắt bàn một cửa cũ nếu còn chạy
doctor-webhook-unproven = { $channel }: địa chỉ nhận tin { $url } dẫn tới một bàn một cửa, nhưng chưa rõ có phải bàn ở máy này không: ở đây không hỏi được.
doctor-webhook-unproven-mend = khởi động (lại) bàn một cửa ở máy này với đúng thiết lập, rồi kiểm tra lại
doctor-registered = Nền tảng đang gọi tới { $url }.
doctor-registered-not = Nền tảng chưa gọi tới { $url }.
doctor-registered-not-mend = khởi động lại bàn một cửa: lúc chạy nó tự đăng ký địa chỉ này
doctor-certificate = Chứng chỉ của { $host } còn hạn tới { $date }.
doctor-certificate-soon = Chứng chỉ của { $host } sắp hết hạn, ngày { $date }.
doctor-certificate-soon-mend = gia hạn chứng chỉ; nếu dùng certbot hoặc Caddy, xem vì sao việc tự gia hạn không chạy
doctor-certificate-unknown = Chưa xem được chứng chỉ của { $host }.
doctor-certificate-unknown-mend = kiểm tra chứng chỉ của tên miền ở máy chủ trung gian

doctor-key = Tệp khóa { $path } còn đó, chỉ chương trình đọc được.
doctor-key-set = Khóa mã hóa lấy từ cấu hình.
doctor-key-open = Tệp khóa { $path } người khác trên máy cũng đọc được.
doctor-key-open-mend = chạy: chmod 600 { $path }
doctor-key-missing = Không thấy tệp khóa { $path } của cơ sở dữ liệu.
doctor-key-missing-mend = chép lại tệp khóa từ nơi cất; không có nó thì không đọc được người nhận tin đã lưu

doctor-telegram = Telegram: mã đúng, bot tên @{ $name }.
doctor-telegram-token = Telegram: mã của bot (token) bị từ chối.
doctor-telegram-token-mend = lấy lại mã ở BotFather, đặt vào MOTCUA_TELEGRAM__TOKEN
doctor-telegram-refused = Telegram: máy chủ từ chối, mã { $status }.
doctor-telegram-refused-mend = kiểm tra [telegram] base_url; nếu đúng, chờ ít phút rồi kiểm tra lại
doctor-telegram-polling = Telegram: bàn một cửa tự hỏi tin mới, không cần webhook.
doctor-telegram-webhook-left = Telegram: còn một webhook cũ; khi chạy, bàn một cửa sẽ gỡ nó.
doctor-telegram-webhook-left-mend = khởi động bàn một cửa; nếu vẫn còn, xem có chương trình khác đang dùng cùng mã không
doctor-telegram-deliveries-failed = Telegram: trong một giờ qua có lần gọi tới webhook không được: { $reason }
doctor-telegram-deliveries-failed-mend = kiểm tra bàn một cửa có đang chạy, máy chủ trung gian và chứng chỉ; Telegram sẽ gọi lại
doctor-telegram-waiting = Telegram: { $count } tin đang chờ được giao.
doctor-telegram-waiting-mend = kiểm tra bàn một cửa có đang chạy và trả lời kịp không

doctor-zalo-oa = Zalo OA: đã được cấp quyền, nói thay cho { $name }.
doctor-zalo-oa-missing = Zalo OA: còn thiếu { $keys }.
doctor-zalo-oa-missing-mend = điền các mục ấy trong phần [zalo_oa], lấy ở developers.zalo.me
doctor-zalo-oa-consent = Zalo OA: chưa được cấp quyền, hoặc quyền đã mất (lý do: { $why }).
doctor-zalo-oa-consent-mend = chạy: python -m bot zalo login
doctor-zalo-oa-unreadable = Zalo OA: không đọc được mã truy cập đã lưu ({ $problem }).
doctor-zalo-oa-unreadable-mend = { $mend }
doctor-zalo-oa-expired = Zalo OA: mã truy cập đã hết hạn; khi chạy, bàn một cửa tự xin mã mới.
doctor-zalo-oa-expired-mend = khởi động bàn một cửa rồi kiểm tra lại
doctor-zalo-oa-refused = Zalo OA: mã truy cập bị từ chối, mã lỗi { $code }.
doctor-zalo-oa-refused-mend = xem ứng dụng có còn quyền với OA không; nếu cần, chạy: python -m bot zalo login
doctor-zalo-oa-other = Zalo OA: quyền được cấp là của một OA khác.
doctor-zalo-oa-other-mend = kiểm tra [zalo_oa] oa_id, rồi chạy: python -m bot zalo login
doctor-zalo-oa-unverified = Zalo OA: tài khoản chưa được xác thực, nhiều việc Zalo chưa cho làm.
doctor-zalo-oa-unverified-mend = xác thực OA ở oa.zalo.me
doctor-zalo-oa-oauth = Zalo OA: gọi được tới { $host }, nơi gia hạn mã truy cập.
doctor-zalo-oa-app-secret = Zalo OA: app_secret chỉ được dùng lúc cấp quyền và gia hạn, không thử trước được. Sai thì lần gia hạn sau bị từ chối: nhật ký ghi reason=settings, quản trị viên được báo động.
doctor-zalo-oa-secret-key = Zalo OA: oa_secret_key chỉ Zalo biết đúng hay sai. Sai thì mọi tin đến bị từ chối: nhật ký ghi “webhook call with a wrong signature”, quản trị viên được báo động. Hãy nhắn thử một tin cho OA.
doctor-zalo-oa-address = Zalo OA: chưa thử được webhook { $path } vì chưa biết tên miền.
doctor-zalo-oa-address-mend = điền [zalo_oa] callback_url với tên miền của cơ quan

doctor-zalo-bot = Zalo Bot: mã đúng, bot tên { $name }.
doctor-zalo-bot-token = Zalo Bot: mã của bot (token) bị từ chối.
doctor-zalo-bot-token-mend = lấy lại mã ở Zalo Bot Manager, đặt vào MOTCUA_ZALO_BOT__TOKEN
doctor-zalo-bot-refused = Zalo Bot: máy chủ từ chối, mã lỗi { $code }.
doctor-zalo-bot-refused-mend = kiểm tra [zalo_bot] base_url; nếu đúng, chờ ít phút rồi kiểm tra lại
doctor-zalo-bot-polling = Zalo Bot: chưa có webhook_url, bàn một cửa tự hỏi tin mới; cách này chỉ để chạy thử, có thể sót tin.
doctor-zalo-bot-polling-mend = đặt [zalo_bot] webhook_url khi phục vụ thật

## Zalo Official Account (python -m bot zalo)

cli-zalo = Zalo Official Account: cấp quyền cho bàn một cửa.
cli-zalo-login = Cấp quyền gửi tin thay Official Account; làm một lần, và mỗi khi nhật ký yêu cầu.
cli-option-refresh-token = Nhập refresh token lấy ở API Explorer, không cần trình duyệt.
zalo-oa-missing = kênh Zalo Official Account còn thiếu thiết lập: { $names }
zalo-oa-missing-mend = điền vào [zalo_oa] theo docs/huong-dan/zalo-oa.md; bỏ trống app_id nếu không dùng kênh này
zalo-oa-callback-mend = điền đúng “Official Account Callback Url” đã khai ở trang ứng dụng, hoặc dùng --refresh-token
zalo-login-open = Mở liên kết này bằng trình duyệt của quản trị viên Official Account và bấm đồng ý:
zalo-login-paste = Dán cả địa chỉ mà trình duyệt chuyển tới (hoặc chỉ phần code)
zalo-login-ask-token = Dán refresh token (chữ không hiện ra)
zalo-login-stored = Đã nhận và cất khóa truy cập.
zalo-login-speaks-for = Bàn một cửa được gửi tin thay: { $name }
zalo-login-unverified = Lưu ý: Official Account này chưa được Zalo xác thực, nhiều chức năng sẽ bị từ chối.
zalo-login-resumed = Khóa nhận lần trước nay đã kiểm tra được, không cần cấp quyền lại.
zalo-login-unchecked = đã cất khóa truy cập, nhưng Zalo chưa cho xem thông tin Official Account
zalo-login-unchecked-mend = kiểm tra quyền của ứng dụng, rồi chạy: python -m bot doctor
zalo-login-no-code = không thấy code trong phần vừa dán
zalo-login-no-code-mend = chép cả địa chỉ trên thanh địa chỉ sau khi bấm đồng ý; nếu trang báo -14003 thì Callback Url chưa khớp
zalo-login-other-link = địa chỉ này thuộc một liên kết khác
zalo-login-other-link-mend = chạy lại lệnh và mở đúng liên kết vừa in ra
zalo-login-other-oa = quyền vừa cấp là của một Official Account khác; khóa đang dùng được giữ nguyên
zalo-login-other-oa-mend = chọn đúng Official Account khi đồng ý hay khi lấy refresh token, hoặc sửa [zalo_oa] oa_id, rồi chạy lại lệnh; mã vừa dán không dùng lại được
zalo-login-aside = chưa hỏi được Zalo khóa này là của Official Account nào ({ $code }): khóa được cất riêng, khóa đang dùng giữ nguyên
zalo-login-aside-mend = chạy lại lệnh sau ít phút, khóa đã cất được kiểm tra trước; vẫn không được thì cấp quyền bằng liên kết (không dùng --refresh-token) và dán cả địa chỉ
zalo-login-unsaved = đã nhận khóa mới nhưng không ghi được vào cơ sở dữ liệu ({ $code })
zalo-login-unsaved-mend = kiểm tra ổ đĩa còn chỗ và không có chương trình nào khác đang giữ cơ sở dữ liệu, rồi chạy lại lệnh với mã mới
zalo-login-unreachable = chưa kết nối được tới máy chủ cấp quyền của Zalo
zalo-login-unreachable-mend = kiểm tra mạng của máy rồi chạy lại lệnh
zalo-login-unanswered = Zalo không trả lời; code có thể đã bị dùng mất
zalo-login-unanswered-mend = chạy lại lệnh để lấy code mới
zalo-login-refused = Zalo từ chối (mã { $code })
zalo-login-refused-mend = code chỉ dùng được một lần trong 10 phút: chạy lại lệnh, lấy code mới
zalo-login-wrong-app = Zalo không nhận ứng dụng này (mã { $code })
zalo-login-wrong-app-mend = kiểm tra app_id, app_secret, Callback Url, và ứng dụng đã kích hoạt chưa
zalo-login-locked = một chương trình khác đang gia hạn khóa
zalo-login-locked-mend = chờ một phút rồi chạy lại lệnh
