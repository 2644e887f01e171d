"""The smallest server: accepts a job for each line on standard input, prints its id, and keeps workers.

python tiny_server.py DATABASE STORAGE WORKERS
"""

import json
import sys

from haneul.server.crew import Crew
from haneul.server.jobs import Jobs
from haneul.server.records import Video
from haneul.server.settings import Settings
from haneul.server.storage import Storage
from haneul.server.store import Store

if __name__ == "__main__":
    database, place, workers = sys.argv[1:]
    settings = Settings(database=database, storage=place, least_free_gib=0.0, lease=2.0)
    store, storage = Store.open(settings), Storage(place)
    jobs, crew = Jobs(store, storage, settings), Crew(settings, int(workers))
    crew.start()
    for line in sys.stdin:
        (video,) = jobs.submit([Video(**json.loads(line))])
        print(video.id, flush=True)
    crew.stop()
