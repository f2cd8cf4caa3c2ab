# Words of the drafts proposed from a plan.
propose-write-here = [Write the announcement here and delete this line.]
propose-source = After { $title } (number { $number }), { $where }.
propose-quote = The plan says: { $quote }
propose-page = { $place }, page { $page }
propose-no-heading = opening
propose-none = Nothing with a time was found in “{ $title }”.
propose-title = { $count } duties with a time in “{ $title }”
propose-said = The plan says “{ $said }”
propose-past = over: no time is proposed
propose-open = the plan names no day: set the schedule yourself
propose-once = proposed for { $when }
propose-again = proposed again and again: { $recurrence }, next { $when }
propose-internal = internal
propose-saved = Saved as draft number { $number }
propose-nothing-sent = Nothing was sent. Add --save to keep these as drafts, and change them with campaign edit.
propose-not-found = the index has no document “{ $document }”
propose-not-found-mend = see the documents: python -m indexer inspect
