"""What `anext` with a default gives: in Python, because it awaits."""


async def step_or(step, default):
    """The value of an asynchronous iterator's step; the default where the iterator is exhausted."""
    try:
        return await step
    except StopAsyncIteration:
        return default
