### What officials must know at once about an announcement; sent to their linked chat accounts.

campaign-alarm-title = Announcement { $number } “{ $title }” needs you.
campaign-alarm-stopped = It was paused, since sending failed many times in a row ({ $reason }). Please check its content and the channel (python -m bot doctor), then resume it.
campaign-alarm-missed = The machine was down at { $at }, so it was not sent then. If it is still needed, please send it again.
campaign-alarm-too-late = The machine was down for too long: those who had not got it by then will not get it. The report counts them.
campaign-alarm-not-as-approved = It is not what was approved, so it was not sent. Please submit it again.
