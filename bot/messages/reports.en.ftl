# Words of the report and the reconciliation of an announcement.

report-sheet = Report
report-head-run = Run
report-head-what = What
report-head-which = Which
report-head-people = People
report-planned = In the audience
report-sent = Sent
report-failed = Failed
report-skipped = Skipped
report-unknown = Nobody knows whether it arrived
report-attempting = Being sent
report-waiting = Still to be sent
report-failed-by = Failed, why
report-skipped-by = Skipped, why
report-duplicates = May have come twice
report-channel = By channel
report-taps = Taps on buttons
report-questions = Questions within 48 hours
report-opt-outs = Stopped the news within 48 hours
report-few = fewer than { $least }
report-not-counted = cannot be counted
report-joined = together: { $what }

delivery-reason-blocked = has blocked the channel
delivery-reason-out_of_window = Zalo does not allow it: too long since they wrote
delivery-reason-capped = had as many announcements as allowed
delivery-reason-opted_out = stopped the news before
delivery-reason-moved_away = is not in the audience any more
delivery-reason-channel_off = the channel is switched off
delivery-reason-cancelled = the announcement was cancelled
delivery-reason-too_late = its time is over
delivery-reason-retry_later = the platform did not take it, after many tries
delivery-reason-slow_down = the platform says to slow down
delivery-reason-recipient_gone = has blocked the channel or is gone
delivery-reason-content_refused = the platform refuses the content
delivery-reason-misconfigured = the channel is set up wrongly
delivery-reason-unknown = no answer of the platform
delivery-reason-crashed = the machine stopped at that very moment

reconcile-odd-planning = The audience is not wholly written down yet
reconcile-odd-waiting = Not finished: some are still to be written to
reconcile-odd-left_over = it has ended, and some have no result
reconcile-odd-state = there is a result nobody knows
reconcile-odd-twice = somebody has two rows
reconcile-odd-result = a result lacks its reason or its moment
