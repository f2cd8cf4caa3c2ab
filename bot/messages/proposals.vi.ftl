# Lời của các bản nháp đề xuất từ một kế hoạch. Ai đọc: cán bộ.
# Words of the drafts proposed from a plan.
propose-write-here = [Viết nội dung ở đây rồi xóa dòng này.]
propose-source = Theo { $title } (số { $number }), { $where }.
propose-quote = Kế hoạch ghi: { $quote }
propose-page = { $place }, trang { $page }
propose-no-heading = phần mở đầu
propose-past = đã qua: không đề xuất giờ gửi
propose-internal = việc nội bộ
