# Lời của các bản nháp đề xuất từ một kế hoạch. Ai đọc: cán bộ.
# Words of the drafts proposed from a plan.
propose-write-here = [Viết nội dung ở đây rồi xóa dòng này.]
propose-source = Theo { $title } (số { $number }), { $where }.
propose-quote = Kế hoạch ghi: { $quote }
propose-page = { $place }, trang { $page }
propose-no-heading = phần mở đầu
propose-none = Không thấy việc nào có thời hạn trong “{ $title }”.
propose-title = { $count } việc có thời gian trong “{ $title }”
propose-said = Kế hoạch ghi “{ $said }”
propose-past = đã qua: không đề xuất giờ gửi
propose-open = kế hoạch không nêu ngày: anh/chị tự đặt lịch
propose-once = đề xuất gửi { $when }
propose-again = đề xuất gửi lặp lại: { $recurrence }, gần nhất { $when }
propose-internal = việc nội bộ
propose-saved = Đã lưu bản nháp số { $number }
propose-nothing-sent = Chưa gửi gì cả. Thêm --save để lưu thành bản nháp rồi sửa bằng campaign edit.
propose-not-found = chỉ mục không có văn bản “{ $document }”
propose-not-found-mend = xem các văn bản: python -m indexer inspect
