def f(path):
    with open(path) as file:
        return file.read()


async def g(manager):
    async with manager as m:
        await m

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#     6        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 2 g>, r0
#              store_name g, r0
#              return_const None
# code 1 f(path) regs 12
#   flags optimized
#   locals file
#     2        load_global r4, open
#              move r5, r0
#              call r4, r4, 1
#              load_special r2, r4, __exit__
#              load_special r5, r4, __enter__
#              call_method r1, r5, 0
#     3  L0    load_method r5, r1, read
#              call_method r4, r5, 0
#     2  L1    move r5, r2
#              move r6, r3
#              load_const r7, None
#              load_const r8, None
#              load_const r9, None
#              call_method r5, r5, 3
#     3        return r4
#     2  L2    enter_handler r5, r4
#        L3    move r7, r2
#              move r8, r3
#              load_exc_info r9, r4
#              call_method r7, r7, 3
#              jump_if_true r7, L5
#        L4    leave_handler r5
#              reraise r4
#        L5    leave_handler r5
#              jump L7
#        L6    leave_handler r5
#              reraise r6
#        L7    return_const None
#   except L0 L1 L2 r4
#   except L3 L4 L6 r6
# code 2 g(manager) regs 12
#   flags optimized coroutine
#   locals m
#     6        return_generator
#     7        load_special r2, r0, __aexit__
#              load_special r4, r0, __aenter__
#              call_method r4, r4, 0
#              get_awaitable r5, r4, 1
#              load_const r6, None
#        L0    send r4, r5, r6, L1
#              yield_from r6, r4, r5, L1
#              jump L0
#        L1    move r1, r4
#     8        get_awaitable r5, r1, 0
#              load_const r6, None
#        L2    send r4, r5, r6, L3
#              yield_from r6, r4, r5, L3
#              jump L2
#     7  L3    move r4, r2
#              move r5, r3
#              load_const r6, None
#              load_const r7, None
#              load_const r8, None
#              call_method r4, r4, 3
#              get_awaitable r5, r4, 2
#              load_const r6, None
#        L4    send r4, r5, r6, L12
#              yield_from r6, r4, r5, L12
#              jump L4
#        L5    enter_handler r5, r4
#        L6    move r7, r2
#              move r8, r3
#              load_exc_info r9, r4
#              call_method r7, r7, 3
#              get_awaitable r8, r7, 2
#              load_const r9, None
#        L7    send r7, r8, r9, L8
#              yield_from r9, r7, r8, L8
#              jump L7
#        L8    jump_if_true r7, L10
#        L9    leave_handler r5
#              reraise r4
#        L10   leave_handler r5
#              jump L12
#        L11   leave_handler r5
#              reraise r6
#        L12   return_const None
#   except L1 L3 L5 r4
#   except L6 L9 L11 r6
