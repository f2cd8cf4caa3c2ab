# Words when the schedule of an announcement cannot be read or used.
schedule-wrong = time of sending “{ $text }”: { $problem }
schedule-mend = write as in “8:00 ngày 15/12/2026” (once), “ngày 1 và 15 hằng tháng, 8:00” (on day 1 and 15 of every month), “thứ hai hằng tuần, 7:30” (on Mondays), “ngày 15/12 hằng năm, 8:00” (every year), or five fields of cron “0 8 1,15 * *”
schedule-no-day = the day is missing
schedule-no-time = the time of day is missing
schedule-one-time = one day has one time
schedule-not-understood = “{ $detail }” is not understood
schedule-wrong-day = there is no day { $detail }
schedule-wrong-time = there is no time “{ $detail }”
schedule-wrong-cron = wrong cron expression ({ $detail })
schedule-never = there is no such day
schedule-too-often = more often than once an hour
