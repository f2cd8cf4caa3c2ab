# Lời khi lịch gửi của một thông báo không đọc được hoặc không dùng được.
# Words when the schedule of an announcement cannot be read or used.
schedule-wrong = giờ gửi “{ $text }”: { $problem }
schedule-mend = viết như “8:00 ngày 15/12/2026” (một lần), “ngày 1 và 15 hằng tháng, 8:00”, “thứ hai hằng tuần, 7:30”, “ngày 15/12 hằng năm, 8:00”, hoặc cron năm trường “0 8 1,15 * *”
schedule-no-day = thiếu ngày
schedule-no-time = thiếu giờ
schedule-one-time = một ngày thì chỉ một giờ
schedule-not-understood = không hiểu “{ $detail }”
schedule-wrong-day = không có ngày { $detail }
schedule-wrong-time = không có giờ “{ $detail }”
schedule-wrong-cron = biểu thức cron sai ({ $detail })
schedule-never = không có ngày nào như vậy
schedule-too-often = dày hơn một giờ một lần
