"""The command line: `python -m worlds german-machines --out DIR --accounts 1500 --days 480 --seed 7`."""

import argparse
import json
from pathlib import Path

from worlds.play import Wish
from worlds.trade import trades
from worlds.world import write_world


def main() -> None:
    """Write the world asked for and print what it holds."""
    told = argparse.ArgumentParser(prog="worlds", description=__doc__)
    told.add_argument("trade", choices=trades())
    told.add_argument("--out", type=Path, required=True)
    told.add_argument("--accounts", type=int, default=1500)
    told.add_argument("--days", type=int, default=480)
    told.add_argument("--seed", type=int, default=7)
    told.add_argument("--coaching", type=float, default=0.28, help="added to the share of insight-led dialogues; or 0")
    told.add_argument("--teams-coached", type=int, default=1, help="how many teams are coached, each from a later week")
    told.add_argument("--sellers", type=int, help="instead of the trade's own number")
    told.add_argument("--teams", type=int, help="instead of the trade's own number")
    told.add_argument("--alike", action="store_true", help="no seller is abler than another")
    told.add_argument("--random-endings", type=float, help="a weekly chance to buy, whatever anybody does, say 0.003")
    told.add_argument("--rollouts", type=int, default=16, help="how often each state is played on for its value")
    given = vars(told.parse_args())
    print(json.dumps(write_world(given.pop("out"), Wish(**given)), indent=1))


if __name__ == "__main__":
    main()
