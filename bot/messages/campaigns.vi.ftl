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

## Vì sao chưa làm được

campaign-refused-sign-in = tên hoặc mật khẩu không đúng
campaign-refused-sign-in-mend = nhập lại; quên mật khẩu thì nhờ người quản trị đặt lại
campaign-refused-role = việc này cần vai trò “{ $role }”
campaign-refused-role-mend = nhờ người có vai trò ấy, hoặc nhờ người quản trị cấp thêm vai trò “{ $role }”
campaign-refused-not-found = không có thông báo hoặc cán bộ này
campaign-refused-not-found-mend = xem danh sách: python -m bot campaign list, python -m bot official list
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
campaign-finding-link-dead = Liên kết không mở được ({ $reason }): { $url }
campaign-finding-capitals = Viết hoa cả cụm “{ $words }”: khó đọc, như đang quát. Dùng **chữ đậm** khi cần nhấn mạnh.
campaign-finding-abbreviation = Chữ viết tắt “{ $short }” chưa được giải thích: viết “{ $meaning }”.
campaign-finding-abbreviation-unknown = Chữ viết tắt “{ $short }” chưa được giải thích.
campaign-finding-long = Bài dài { $count } ký tự: trên điện thoại ít ai đọc hết. Giữ ý chính, phần còn lại để sau nút hoặc liên kết.
campaign-finding-too-long = Dài quá một tin: bị cắt thành { $count } tin.
campaign-finding-stop-missing = Thiếu lời chỉ cách dừng nhận tin.
campaign-finding-buttons-lost = Kênh này không có nút: { $count } nút thành danh sách đánh số.
