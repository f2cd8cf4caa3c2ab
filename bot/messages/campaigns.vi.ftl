# Lời của các thông báo gửi cho người đăng ký, cho cán bộ đọc và cho người dân đọc.

## Trạng thái và vai trò

campaign-status-draft = bản nháp
campaign-status-in_review = chờ duyệt
campaign-status-approved = đã duyệt
campaign-status-scheduled = đã hẹn giờ
campaign-status-sending = đang gửi
campaign-status-paused = tạm dừng
campaign-status-finished = đã gửi xong
campaign-status-cancelled = đã hủy
campaign-role-author = soạn
campaign-role-approver = duyệt
campaign-role-admin = quản trị

## Nhật ký

campaign-action-created = soạn
campaign-action-edited = sửa
campaign-action-submitted = trình duyệt
campaign-action-approved = duyệt
campaign-action-returned = trả lại
campaign-action-scheduled = hẹn giờ
campaign-action-run = cho gửi ngay
campaign-action-paused = tạm dừng
campaign-action-resumed = cho gửi tiếp
campaign-action-cancelled = hủy
campaign-action-fired = bắt đầu một đợt gửi
campaign-action-run-finished = gửi xong một đợt
campaign-action-missed = lỡ giờ gửi vì máy không chạy
campaign-action-too-late = thôi gửi phần còn lại vì đã quá hạn
campaign-action-stopped = tự tạm dừng vì gửi hỏng nhiều
campaign-action-not-as-approved = không gửi vì khác bản đã duyệt

## Vì sao chưa làm được

campaign-refused-sign-in = tên hoặc mật khẩu không đúng
campaign-refused-sign-in-mend = nhập lại; quên mật khẩu thì nhờ người quản trị đặt lại
campaign-refused-role = việc này cần vai trò “{ $role }”
campaign-refused-role-mend = nhờ người có vai trò ấy, hoặc nhờ người quản trị cấp thêm vai trò “{ $role }”
campaign-refused-not-found = không có thông báo hoặc cán bộ này
campaign-refused-not-found-mend = xem danh sách: python -m bot campaign list, python -m bot official list
campaign-refused-no-run = thông báo này không có đợt gửi nào như vậy
campaign-refused-no-run-mend = xem các đợt gửi: python -m bot campaign report; gửi: python -m bot campaign run
campaign-refused-changed = có người vừa sửa thông báo này (nay là bản { $version })
campaign-refused-changed-mend = xem lại bản mới rồi làm lại
campaign-refused-status = thông báo đang ở trạng thái “{ $status }”, chưa làm được việc này
campaign-refused-status-mend = xem các bước trong docs/huong-dan/can-bo.md
campaign-refused-own = người soạn không được tự duyệt thông báo của mình
campaign-refused-own-mend = nhờ một cán bộ khác duyệt; cơ quan chỉ có một cán bộ thì đặt [campaigns] self_approval = true
campaign-refused-twice = anh/chị đã duyệt bản này rồi
campaign-refused-twice-mend = tin khẩn cần hai người duyệt khác nhau: nhờ thêm một cán bộ
campaign-refused-no-time = thông báo này chưa có giờ gửi
campaign-refused-no-time-mend = thêm [schedule] at hoặc recurrence, hoặc gửi ngay bằng lệnh run
campaign-refused-past = giờ gửi đã qua
campaign-refused-past-mend = sửa lại giờ gửi trong [schedule], hoặc gửi ngay bằng lệnh run
campaign-refused-name-taken = tên này đã có người dùng
campaign-refused-name-taken-mend = chọn tên khác
campaign-refused-name-bad = tên đăng nhập không hợp lệ
campaign-refused-name-bad-mend = dùng 2 đến 40 chữ thường không dấu, chữ số, dấu . _ - (ví dụ: lan.nt)
campaign-refused-password-short = mật khẩu quá ngắn
campaign-refused-password-short-mend = đặt ít nhất { $least } ký tự; một câu dễ nhớ là tốt nhất
campaign-refused-first-admin = cán bộ đầu tiên phải có vai trò quản trị
campaign-refused-first-admin-mend = thêm --role admin
campaign-refused-last-admin = phải còn ít nhất một người quản trị
campaign-refused-last-admin-mend = cấp vai trò quản trị cho người khác trước
campaign-refused-code = mã liên kết không đúng hoặc đã hết hạn
campaign-refused-code-mend = xin mã mới: python -m bot official link
campaign-refused-linked = tài khoản này đã thuộc về một cán bộ khác
campaign-refused-linked-mend = nhờ người quản trị gỡ liên kết cũ trước
campaign-refused-text = thiếu tiêu đề hoặc nội dung
campaign-refused-text-mend = nhắn /thongbao rồi soạn lại: dòng đầu là tiêu đề, từ dòng thứ hai là nội dung
campaign-refused-reason = trả lại thì cần ghi lý do
campaign-refused-reason-mend = viết một câu nói rõ cần sửa gì

## Cuối mỗi thông báo

announcement-stop = Không muốn nhận tin nữa, anh/chị nhắn “hủy”.

## Nhắc người soạn

campaign-finding-source-missing = Chưa nêu văn bản nguồn (kế hoạch, quyết định): người dân sẽ hỏi căn cứ vào đâu.
campaign-finding-source-unknown = Không có văn bản “{ $source }” trong chỉ mục.
campaign-finding-schedule-over = Giờ gửi đã qua: sẽ không hẹn giờ được.
campaign-finding-topic-missing = Chưa chọn chủ đề.
campaign-finding-topic-unknown = Không có chủ đề “{ $topic }”.
campaign-finding-topic-not-asked = Có người nhận chưa đăng ký chủ đề “{ $topic }”: họ có thể thấy phiền.
campaign-finding-button-link = Nút { $number }: liên kết phải bắt đầu bằng https://
campaign-finding-procedure-unknown = Không có thủ tục mã “{ $code }” trong chỉ mục.
campaign-finding-file-missing = Không thấy tệp { $file }
campaign-finding-file-web = Tệp gửi kèm phải là tệp của cơ quan, không phải địa chỉ web: { $file }
campaign-finding-file-kind = Kênh này chỉ nhận tệp loại { $kinds }.
campaign-finding-file-size = Tệp lớn hơn { $limit } MB, kênh này không nhận.
campaign-finding-file-lost = Kênh này không gửi được tệp: người nhận sẽ không thấy tệp.
campaign-finding-picture-kind = Kênh này chỉ nhận ảnh loại { $kinds }.
campaign-finding-picture-size = Ảnh lớn hơn { $limit } MB, kênh này không nhận.
campaign-finding-picture-lost = Kênh này chỉ nhận ảnh có địa chỉ https://: người nhận sẽ không thấy ảnh.
campaign-finding-personal-data = Có vẻ có thông tin riêng ({ $kind }): hãy che đi, trừ khi đó là số của cơ quan.
campaign-finding-markup = Dấu “{ $mark }” sẽ hiện nguyên như vậy. Chữ đậm viết **như thế này**, liên kết viết [chữ](https://...).
campaign-finding-link-plain = Liên kết không an toàn (http): { $url }
campaign-finding-link-dead = Liên kết không mở được (trang báo lỗi { $status }): { $url }
campaign-finding-link-slow = Liên kết quá lâu không mở được: { $url }
campaign-finding-link-unreachable = Liên kết không nối được tới máy chủ: { $url }
campaign-finding-capitals = Viết hoa cả cụm “{ $words }”: khó đọc, như đang quát. Dùng **chữ đậm** khi cần nhấn mạnh.
campaign-finding-abbreviation = Chữ viết tắt “{ $short }” chưa được giải thích: viết “{ $meaning }”.
campaign-finding-abbreviation-unknown = Chữ viết tắt “{ $short }” chưa được giải thích.
campaign-finding-long = Bài dài { $count } ký tự: trên điện thoại ít ai đọc hết. Giữ ý chính, phần còn lại để sau nút hoặc liên kết.
campaign-finding-too-long = Dài quá một tin: bị cắt thành { $count } tin.
campaign-finding-stop-missing = Thiếu lời chỉ cách dừng nhận tin.
campaign-finding-buttons-lost = Kênh này không có nút: { $count } nút thành danh sách đánh số.

## Tệp thông báo

campaign-file-head = Sửa rồi lưu lại. Giải thích từng mục: docs/huong-dan/thong-bao.md
campaign-file-editor = trình soạn thảo
campaign-file-toml = tệp sai cú pháp TOML ({ $detail })
campaign-file-toml-mend = sửa dòng được nêu; chữ phải ở trong ngoặc kép
campaign-file-missing = thiếu mục “{ $field }”
campaign-file-missing-mend = thêm mục này; xem mẫu: python -m bot campaign new
campaign-file-unknown = không có mục “{ $field }”
campaign-file-unknown-mend = xóa dòng này hoặc sửa tên mục; xem mẫu: python -m bot campaign new
campaign-file-value = giá trị của “{ $field }” không dùng được ({ $detail })
campaign-file-value-mend = sửa lại giá trị; xem docs/huong-dan/thong-bao.md
campaign-file-topic = không có chủ đề “{ $named }”
campaign-file-topic-mend = chọn một trong: { $offered }
campaign-file-place = không có nơi nào tên “{ $named }”
campaign-file-place-mend = viết đúng tên xã, phường hoặc thôn, tổ đã khai ở [news] places
campaign-file-places = có nhiều nơi tên “{ $named }”
campaign-file-places-mend = viết đủ tên: { $offered }
campaign-file-unreadable = không đọc được tệp
campaign-file-unreadable-mend = kiểm tra đường dẫn và quyền đọc; tệp phải lưu bằng mã UTF-8
campaign-file-left = chưa lưu gì trong trình soạn thảo
campaign-file-left-mend = chạy lại lệnh và lưu tệp trước khi đóng, hoặc nêu tên tệp

## Gửi cho ai

audience-line = Gửi cho: { $groups }.
audience-but = Gửi cho: { $groups }; trừ: { $left_out }.
audience-all = mọi người đăng ký
audience-or = hoặc
audience-and = và
audience-who = người { $parts }
audience-topics = theo dõi chủ đề { $names }
audience-places = nhận tin của { $names }
audience-procedures = theo dõi thủ tục { $names }
audience-channels = dùng { $names }
audience-languages = dùng ngôn ngữ { $names }
audience-joined_from = đăng ký từ ngày { $names }
audience-joined_before = đăng ký trước ngày { $names }

## Kế hoạch gửi

campaign-level-wrong = phải sửa
campaign-level-notice = lưu ý
campaign-way-message = nhận được ngay
campaign-way-paid = nhận được ngay, có phí (đã quá 48 giờ)
campaign-way-template = bằng tin mẫu (đã quá 7 ngày)
campaign-way-article = bằng bài viết (đã quá 7 ngày)
campaign-way-closed = không gửi được: quá 7 ngày chưa nhắn, chưa có tin mẫu hay bài viết
campaign-way-capped = không gửi: gần đây đã nhận đủ số thông báo cho phép
campaign-way-blocked = không gửi được: đã chặn hoặc rời kênh
campaign-way-off = không gửi được: kênh chưa bật
plan-audience = Đối tượng: { $count } người, gửi được cho { $reached } người.
plan-time = Bắt đầu sớm nhất { $at }, gửi trong khoảng { $minutes } phút.
plan-cost = Chi phí dự kiến: { $cost } đồng (giá { $as_of }).
plan-unpriced = Chưa có giá cho { $count } người.
plan-article = Lưu ý: bài viết tới mọi người quan tâm Official Account, kể cả người không đăng ký.
plan-opted-out = { $count } người đã ngừng nhận tin trong { $days } ngày qua: không còn trong danh sách.
plan-left-out = { $count } người theo dõi chủ đề này nhưng không thuộc đối tượng của thông báo.

## Lệnh cho cán bộ (python -m bot campaign, python -m bot official)

cli-ask-official = Tên đăng nhập của anh/chị
cli-ask-password = Mật khẩu của { $name }
cli-ask-new-password = Mật khẩu mới của { $name }
cli-ask-edit-again = Sửa tiếp?
cli-option-as = Tên đăng nhập của người chạy lệnh (hoặc biến MOTCUA_OFFICIAL); mật khẩu được hỏi, hoặc lấy từ MOTCUA_PASSWORD.
cli-option-reason = Lý do, ghi vào nhật ký.
cli-option-version = Chỉ làm nếu thông báo vẫn ở bản này.
cli-option-display = Tên hiển thị, ví dụ “Nguyễn Thị Lan”.
cli-option-role = Vai trò: author (soạn), approver (duyệt), admin (quản trị); có thể nêu nhiều lần.
cli-option-channel = Chỉ xem một kênh: telegram, zalo-oa hoặc zalo-bot.
cli-option-preview-send = Gửi bản xem trước tới các tài khoản chat đã liên kết của chính mình.
cli-option-check-links = Thử mở từng liên kết.
cli-option-wait = Theo dõi tới khi gửi xong, hay trả lại dòng lệnh ngay.
cli-option-report-to = Ghi báo cáo ra tệp .csv hoặc .xlsx.
cli-option-run = Số của đợt gửi; không nêu là đợt mới nhất.
cli-argument-campaign = Số của thông báo.
cli-argument-campaign-file = Tệp TOML; không nêu thì mở trình soạn thảo.
cli-argument-official = Tên đăng nhập, ví dụ lan.nt

cli-official = Cán bộ: vai trò, mật khẩu, tài khoản chat.
cli-official-add = Thêm cán bộ; người đầu tiên phải là quản trị.
cli-official-role = Đổi vai trò.
cli-official-password = Đổi mật khẩu.
cli-official-link = Lấy mã liên kết tài khoản chat; cán bộ nhắn mã đó cho bot: /lienket MÃ.
cli-official-disable = Khóa: không đăng nhập được nữa, gỡ mọi tài khoản chat.
cli-official-enable = Mở khóa.
cli-official-list = Danh sách cán bộ.
cli-official-none = Chưa có cán bộ nào: python -m bot official add TÊN --role admin
cli-official-added = Đã thêm:
cli-official-changed = Đã đổi:
cli-official-password-set = Đã đổi mật khẩu của { $name }.
cli-official-code = Nhắn cho bot trong { $minutes } phút: /lienket { $code }
cli-official-off = (đã khóa)
cli-official-bad-role = vai trò không dùng được: { $roles }
cli-official-bad-role-mend = chọn trong: { $roles }

cli-campaign = Thông báo: soạn, duyệt, gửi, báo cáo.
cli-campaign-new = Soạn thông báo mới từ tệp TOML hoặc trong trình soạn thảo.
cli-campaign-edit = Sửa thông báo; thông báo trở về bản nháp.
cli-campaign-list = Danh sách thông báo.
cli-campaign-preview = Xem trước trên từng kênh, với những điều cần sửa.
cli-campaign-plan = Xem sẽ gửi được cho ai, trong bao lâu, hết bao nhiêu; chưa gửi gì.
cli-campaign-submit = Trình duyệt.
cli-campaign-approve = Duyệt.
cli-campaign-return = Trả lại cho người soạn, kèm lý do.
cli-campaign-schedule = Hẹn giờ theo mục “schedule” của thông báo.
cli-campaign-run = Gửi ngay và theo dõi; bàn một cửa không chạy thì tự gửi tại đây.
cli-campaign-pause = Tạm dừng trong vòng một giây.
cli-campaign-resume = Gửi tiếp.
cli-campaign-cancel = Hủy hẳn; người chưa nhận sẽ không nhận nữa.
cli-campaign-status = Trạng thái, ai duyệt, nhật ký các bước.
cli-campaign-report = Báo cáo bằng con số, không có tên người.
cli-campaign-reconcile = Đối soát từng người theo số thứ tự; thoát với mã 1 nếu không khớp.
cli-campaign-line = #{ $id } “{ $title }”: { $status } (bản { $version })
cli-campaign-author = Người soạn: { $name }
cli-campaign-approved-by = Người duyệt: { $name }
cli-campaign-approved-own = Người duyệt: { $name } (TỰ DUYỆT)
cli-campaign-approvals-missing = Còn cần { $count } người duyệt.
cli-campaign-recurrence = Lặp lại: { $when }
cli-campaign-next = Lần gửi tới: { $at }
cli-campaign-urgent = KHẨN: gửi cả trong giờ yên tĩnh
cli-campaign-note = Ghi chú: { $note }
cli-campaign-saved = Đã lưu. Xem trước: python -m bot campaign preview { $id }
cli-campaign-no-findings = Không có gì cần sửa.
cli-campaign-preview-sent = Đã gửi bản xem trước tới: { $channels }
cli-campaign-post-waits = Bàn một cửa không chạy: tin nhắn đợi tới khi nó chạy (python -m bot run).
cli-campaign-no-account = anh/chị chưa liên kết tài khoản chat nào trên kênh đang bật
cli-campaign-no-account-mend = chạy: python -m bot official link TÊN, rồi nhắn mã cho bot
cli-campaign-waits = Đang trong giờ yên tĩnh hoặc ngày nghỉ: sẽ gửi từ { $at }.
cli-campaign-handed-over = Đã giao cho bàn một cửa đang chạy gửi.
cli-campaign-no-desk = Bàn một cửa không chạy: khi nào chạy (python -m bot run) thì mới gửi.
cli-campaign-not-finished = Chưa gửi xong: thông báo đang ở trạng thái “{ $status }”.
cli-campaign-foreground = Bàn một cửa không chạy: gửi tại đây, Ctrl+C để dừng (gửi tiếp được sau).
cli-campaign-progress = { $rate } người/giây, còn khoảng { $left } (phút:giây)
cli-campaign-progress-planning = Đang lập danh sách
cli-campaign-progress-waits = Đang chờ
cli-campaign-progress-over = Đã xong
cli-report-line = #{ $id } “{ $title }”: { $status }
cli-report-none = Chưa có đợt gửi nào.
cli-campaign-run-line = Đợt { $run }: { $done }/{ $total } người
cli-campaign-engine = (tự động)
cli-campaign-written = Đã ghi { $file }
cli-campaign-unwritable = không ghi được tệp ({ $reason })
cli-campaign-unwritable-mend = kiểm tra thư mục và quyền ghi
cli-campaign-format = chỉ ghi được .csv và .xlsx
cli-campaign-format-mend = đặt tên tệp kết thúc bằng .csv hoặc .xlsx
cli-campaign-own = TỰ DUYỆT
cli-campaign-sum = Trong sổ: { $rows } người = { $sums }
cli-campaign-audience = Trong danh sách lúc lập: { $audience } người
cli-campaign-audience-unknown = Trong danh sách lúc lập: không rõ, đợt này lập trước khi có số ấy
cli-campaign-closed = Khớp: ai cũng có kết quả, và chỉ một.
cli-campaign-open = KHÔNG KHỚP: { $odd }

cli-campaign-propose = Đọc một kế hoạch trong chỉ mục và đề xuất lịch thông báo; không tự gửi gì.
cli-option-document = Số, tên hoặc mã của kế hoạch trong chỉ mục.
cli-option-save = Lưu các đề xuất chưa qua hạn thành bản nháp.
cli-campaign-no-document = không có văn bản “{ $named }” trong chỉ mục
cli-campaign-no-document-mend = xem danh sách: python -m indexer inspect
cli-campaign-proposed = { $count } đề xuất, đã lưu { $saved } bản nháp. Chưa gửi gì.
cli-propose-past = (đã qua)
cli-propose-no-time = (kế hoạch không nêu ngày: cán bộ chọn)
cli-propose-internal = [việc nội bộ]

## Theo dõi một thủ tục

subscribe-follow = Báo tôi khi thủ tục này thay đổi
subscribe-procedure = Thủ tục { $code }: khi có thay đổi
subscribe-procedure-remove = Bỏ thủ tục { $code }
