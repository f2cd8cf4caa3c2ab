# Lời của báo cáo và đối chiếu một thông báo. Ai đọc: cán bộ.
# Words of the report and the reconciliation of an announcement.

report-sheet = Báo cáo
report-head-run = Lần gửi
report-head-what = Mục
report-head-which = Chi tiết
report-head-people = Số người
report-planned = Trong danh sách gửi
report-sent = Đã gửi
report-failed = Không gửi được
report-skipped = Không gửi
report-unknown = Chưa rõ đã tới chưa
report-attempting = Đang gửi
report-route-message = tin nhắn
report-route-template = tin mẫu
report-route-article = bài viết
report-waiting = Còn chờ
report-failed-by = Không gửi được, vì sao
report-skipped-by = Không gửi, vì sao
report-duplicates = Có thể đã nhận hai lần
report-channel = Theo kênh
report-taps = Bấm nút
report-questions = Hỏi trong 48 giờ
report-opt-outs = Thôi nhận tin trong 48 giờ
report-few = dưới { $least }
report-not-counted = không đếm được
report-joined = gộp: { $what }

delivery-reason-blocked = người nhận đã chặn kênh
delivery-reason-out_of_window = Zalo không cho nhắn: quá hạn từ lần nhắn gần nhất
delivery-reason-capped = đã nhận đủ số tin cho phép
delivery-reason-opted_out = đã thôi nhận tin trước khi gửi
delivery-reason-moved_away = không còn trong danh sách
delivery-reason-channel_off = kênh đang tắt
delivery-reason-cancelled = thông báo bị hủy
delivery-reason-too_late = đã quá hạn gửi
delivery-reason-retry_later = nền tảng không nhận, đã thử nhiều lần
delivery-reason-slow_down = nền tảng bảo gửi chậm lại
delivery-reason-recipient_gone = người nhận đã chặn hoặc không còn
delivery-reason-content_refused = nền tảng từ chối nội dung
delivery-reason-misconfigured = kênh cài đặt sai
delivery-reason-unknown = không có trả lời của nền tảng
delivery-reason-crashed = máy dừng đúng lúc đang gửi
delivery-reason-unreadable = không đọc được địa chỉ: khóa của cơ sở dữ liệu đã đổi
delivery-reason-moved = cuộc trò chuyện đã chuyển sang địa chỉ khác
delivery-reason-layout = kênh không dựng được tin này
delivery-reason-error = lỗi của chương trình

reconcile-odd-planning = Chưa lập xong danh sách
reconcile-odd-waiting = Chưa gửi xong: còn người đang chờ
reconcile-odd-left_over = đã kết thúc mà còn người chưa có kết quả
reconcile-odd-state = có kết quả không rõ là gì
reconcile-odd-audience = số người trong sổ khác số người lúc lập danh sách
reconcile-odd-twice = có người hai dòng
reconcile-odd-result = có kết quả thiếu lý do hoặc thiếu giờ
