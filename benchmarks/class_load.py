"""How long a class waits: many kernels on one machine, each with a laboratory whose slider moves twice a second.

    python benchmarks/class_load.py [--kernels 30] [--seconds 20] [--rate 2]

A move is the message that the page sends when a hand moves a slider. The time is taken until the kernel has sent the picture;
what the page needs to show it comes on top. The moves of the kernels are spread evenly over time. Prints the median, the 95th
percentile, the CPU that a move costs its kernel, and how many moves got no picture within ten seconds.
"""

import argparse
import asyncio
import statistics
import time

import psutil
from jupyter_client.manager import AsyncKernelManager

SETUP = """
import os
from rnnlab import labs
lab = labs.vanishing_gradient()
print(lab.controls["weight_scale"].model_id, os.getpid())
"""
PATIENCE = 10  # seconds
BARS = {30: 90, 60: 400}  # kernels -> ms, the 95th percentile at most
AT_A_TIME = 4  # kernels that start together


class Learner:
    """One kernel with one laboratory."""

    async def start(self, turn):
        async with turn:
            self.manager = AsyncKernelManager(kernel_name="python3")
            await self.manager.start_kernel()
            self.client = self.manager.client()
            self.client.start_channels()
            await self.client.wait_for_ready(timeout=120)
            told = []
            await self.client.execute_interactive(SETUP, output_hook=lambda said: told.append(said["content"].get("text", "")))
            self.slider, pid = "".join(told).split()
            self.process, self.times, self.failures = psutil.Process(int(pid)), [], 0

    async def play(self, seconds, rate, wait):
        """Move the slider up and down, and note the milliseconds of each move."""
        await asyncio.sleep(wait)
        before, begun, moves = self._cpu(), time.monotonic(), round(seconds * rate)
        for move in range(moves):
            await asyncio.sleep(max(0, begun + move / rate - time.monotonic()))
            await self._move(0.5 + 0.05 * (move % 40))
        self.cpu = 1000 * (self._cpu() - before) / moves

    async def _move(self, value):
        began = time.monotonic()
        content = {"comm_id": self.slider, "data": {"method": "update", "state": {"value": value}, "buffer_paths": []}}
        message = self.client.session.msg("comm_msg", content)
        self.client.shell_channel.send(message)
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._pictured(message["header"]["msg_id"]):
                    pass
            self.times.append(1000 * (time.monotonic() - began))
        except TimeoutError:
            self.failures += 1

    async def _pictured(self, move):
        said = await self.client.get_iopub_msg(timeout=PATIENCE)
        return said["parent_header"].get("msg_id") == move and bool(said["buffers"])

    def _cpu(self):
        used = self.process.cpu_times()
        return used.user + used.system

    async def stop(self):
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)


async def lesson(kernels, seconds, rate):
    """All learners, after their lesson."""
    learners, turn = [Learner() for _ in range(kernels)], asyncio.Semaphore(AT_A_TIME)
    try:
        await asyncio.gather(*(learner.start(turn) for learner in learners))
        await asyncio.gather(*(learner.play(seconds, rate, k / kernels / rate) for k, learner in enumerate(learners)))
    finally:
        await asyncio.gather(*(learner.stop() for learner in learners if hasattr(learner, "client")))
    return learners


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=2, help="moves a second")
    given = parser.parse_args()
    learners = asyncio.run(lesson(given.kernels, given.seconds, given.rate))
    times = sorted(took for learner in learners for took in learner.times)
    late, cpu = times[int(0.95 * len(times))], statistics.median(learner.cpu for learner in learners)
    print(f"{given.kernels} kernels, {given.rate:g} moves a second each, {len(times)} moves in {given.seconds:g} s")
    print(f"to the picture: median {statistics.median(times):.0f} ms, 95 % within {late:.0f} ms", end="")
    print(f"; bar {BARS[given.kernels]} ms" if given.kernels in BARS else "")
    print(f"CPU of the kernel: {cpu:.1f} ms a move")
    print(f"moves without a picture in {PATIENCE} s: {sum(learner.failures for learner in learners)}")


if __name__ == "__main__":
    main()
