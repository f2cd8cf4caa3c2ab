# Words of the drafts proposed from a plan.
propose-write-here = [Write the announcement here and delete this line.]
propose-source = After { $title } (number { $number }), { $where }.
propose-quote = The plan says: { $quote }
propose-page = { $place }, page { $page }
propose-no-heading = opening
propose-past = over: no time is proposed
propose-internal = internal
