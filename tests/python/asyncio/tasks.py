# Coroutines: tasks, queues, timeouts, cancellation, threads.
#: threads
import asyncio
async def w(n, t): await asyncio.sleep(t); print('done', n); return n * 2
async def main():
    print(await asyncio.gather(w(1, .3), w(2, .01)))
    t = asyncio.create_task(w(3, .01)); print(await t, t.done())
    try: await asyncio.wait_for(asyncio.sleep(1), .01)
    except asyncio.TimeoutError: print('timeout')
    q = asyncio.Queue()
    async def prod():
        for i in range(3): await q.put(i)
        await q.put(None)
    async def cons():
        while (x := await q.get()) is not None: print('got', x)
    await asyncio.gather(prod(), cons())
    async with asyncio.TaskGroup() as tg: a = tg.create_task(w(4, .001)); b = tg.create_task(w(5, .3))
    print(a.result(), b.result())
    lock = asyncio.Lock()
    async with lock: print(lock.locked())
    t = asyncio.create_task(asyncio.sleep(10)); await asyncio.sleep(0); t.cancel()
    try: await t
    except asyncio.CancelledError: print('cancelled')
    print(await asyncio.to_thread(sum, [1, 2, 3])); loop = asyncio.get_running_loop(); print(await loop.run_in_executor(None, len, 'abc'))
    async for x in agen(): print(x)
    async with asyncio.timeout(1): await asyncio.sleep(0)
async def agen():
    for i in range(2): yield i; await asyncio.sleep(0)
asyncio.run(main())
#: expect
#| done 2
#| done 1
#| [2, 4]
#| done 3
#| 6 True
#| timeout
#| got 0
#| got 1
#| got 2
#| done 4
#| done 5
#| 8 10
#| True
#| cancelled
#| 6
#| 3
#| 0
#| 1
