def gen(items):
    for item in items:
        sent = yield item
    yield from sent


async def agen(source):
    async for item in source:
        yield item
    return

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 gen>, r0
#              store_name gen, r0
#     7        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 2 agen>, r0
#              store_name agen, r0
#              return_const None
# code 1 gen(items) regs 6
#   flags optimized generator
#   locals item sent
#     1        return_generator
#     2        get_iter r3, r0
#        L0    for_iter r1, r3, L1
#     3        yield r2, r1
#     2        loop L0
#     4  L1    check_local r2, sent
#              get_yield_from_iter r4, r2
#              load_const r5, None
#        L2    send r3, r4, r5, L3
#              yield_from r5, r3, r4, L3
#              jump L2
#        L3    return_const None
# code 2 agen(source) regs 6
#   flags optimized async_generator
#   locals item
#     7        return_generator
#     8        get_aiter r2, r0
#        L0    get_anext r3, r2
#              get_awaitable r4, r3, 0
#              load_const r5, None
#        L1    send r3, r4, r5, L3
#              yield_from r5, r3, r4, L3
#              jump L1
#        L2    end_async_for r3, L4
#        L3    move r1, r3
#     9        yield r3, r1
#     8        loop L0
#    10  L4    return_const None
#   except L0 L2 L2 r3
