### Điều cán bộ phải biết ngay về một thông báo; gửi vào tài khoản trò chuyện đã liên kết.

campaign-alarm-title = Thông báo số { $number } “{ $title }” cần anh/chị xem.
campaign-alarm-stopped = Việc gửi đã tự tạm dừng vì nhiều lần gửi hỏng liên tiếp ({ $reason }). Xin xem lại nội dung và kênh gửi (python -m bot doctor), rồi cho gửi tiếp.
campaign-alarm-missed = Máy không chạy vào lúc { $at } nên lần gửi đó không thực hiện được. Nếu vẫn cần, xin cho gửi lại.
campaign-alarm-too-late = Máy ngừng chạy quá lâu nên những người chưa nhận được thì không gửi nữa. Báo cáo ghi rõ số người này.
campaign-alarm-not-as-approved = Nội dung không đúng với bản đã được duyệt nên không gửi. Xin trình duyệt lại.
