# Dates, times, zones: arithmetic and text.
from datetime import datetime, date, time, timedelta, timezone
d = datetime(2024, 2, 29, 13, 45, 6, 789)
print(d, repr(d), d.isoformat(), d.strftime('%Y/%m/%d %H:%M:%S.%f %a %B %j'), d.weekday(), tuple(d.isocalendar()))
print(d + timedelta(days=1, hours=25), d - datetime(2024, 1, 1), (d - datetime(2024, 1, 1)).total_seconds())
print(datetime.strptime('2023-12-25 08:30', '%Y-%m-%d %H:%M'), datetime.fromisoformat('2024-01-02T03:04:05+02:00'), date.fromisoformat('2024-05-06'))
print(date(2024, 3, 1) - date(2024, 2, 1), date.today() > date(2000, 1, 1), time(12, 30).isoformat(), d.date(), d.time(), d.replace(year=2020))
tz = timezone(timedelta(hours=-5), 'EST'); e = datetime(2024, 1, 1, tzinfo=tz); print(e, e.astimezone(timezone.utc), e.tzname(), e.utcoffset())
print(timedelta(weeks=1, minutes=-3), repr(timedelta(seconds=1.5)), timedelta(days=10) / 3, timedelta(hours=5) // timedelta(hours=2), abs(timedelta(-1)))
print(d.timetuple()[:6], date(2024,1,1).toordinal(), date.fromordinal(738886), d < d + timedelta(1), hash(d) == hash(datetime(2024, 2, 29, 13, 45, 6, 789)))
print(datetime.fromtimestamp(0, timezone.utc), datetime(1970,1,2,tzinfo=timezone.utc).timestamp(), f'{d:%d.%m.%y}', datetime.min, date.max, d.ctime())
import pickle, copy
print(pickle.loads(pickle.dumps(d)) == d, copy.copy(e) == e)
#: expect
#| 2024-02-29 13:45:06.000789 datetime.datetime(2024, 2, 29, 13, 45, 6, 789) 2024-02-29T13:45:06.000789 2024/02/29 13:45:06.000789 Thu February 060 3 (2024, 9, 4)
#| 2024-03-02 14:45:06.000789 59 days, 13:45:06.000789 5147106.000789
#| 2023-12-25 08:30:00 2024-01-02 03:04:05+02:00 2024-05-06
#| 29 days, 0:00:00 True 12:30:00 2024-02-29 13:45:06.000789 2020-02-29 13:45:06.000789
#| 2024-01-01 00:00:00-05:00 2024-01-01 05:00:00+00:00 EST -1 day, 19:00:00
#| 6 days, 23:57:00 datetime.timedelta(seconds=1, microseconds=500000) 3 days, 8:00:00 2 1 day, 0:00:00
#| (2024, 2, 29, 13, 45, 6) 738886 2024-01-01 True True
#| 1970-01-01 00:00:00+00:00 86400.0 29.02.24 0001-01-01 00:00:00 9999-12-31 Thu Feb 29 13:45:06 2024
#| True True
