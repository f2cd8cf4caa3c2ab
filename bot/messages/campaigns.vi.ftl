# Lời của các thông báo gửi cho người đăng ký, cho cán bộ đọc và cho người dân đọc.
