# The way out of try runs finally; exceptions inside a handler forget the one being handled.
def f(x):
    try:
        g(x)
    except (ValueError, KeyError) as error:
        print(error)
    except TypeError:
        raise
    else:
        return 1
    finally:
        x.close()


def g(x):
    try:
        h(x)
    except* ValueError as group:
        print(group)

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#    15        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 2 g>, r0
#              store_name g, r0
#              return_const None
# code 1 f(x) regs 8
#   flags optimized
#   locals error
#     4  L0    load_global r2, g
#              move r3, r0
#              call r2, r2, 1
#    12  L1    load_method r2, r0, close
#              call_method r2, r2, 0
#    10        return_const 1
#        L2    enter_handler r3, r2
#     5  L3    load_global r5, ValueError
#              load_global r6, KeyError
#              build_tuple r5, r5, 2
#              match_exc r5, r2, r5
#              jump_if_false r5, L8
#              move r1, r2
#     6  L4    load_global r6, print
#              move r7, r1
#              call r6, r6, 1
#        L5    load_undef r1
#              jump L7
#        L6    load_undef r1
#              reraise r5
#        L7    leave_handler r3
#              jump L11
#     7  L8    load_global r5, TypeError
#              match_exc r5, r2, r5
#              jump_if_false r5, L9
#     8        raise_again
#        L9    leave_handler r3
#              reraise r2
#        L10   leave_handler r3
#              reraise r4
#    12  L11   load_method r2, r0, close
#              call_method r2, r2, 0
#              jump L16
#        L12   enter_handler r3, r2
#        L13   load_method r5, r0, close
#              call_method r5, r5, 0
#        L14   leave_handler r3
#              reraise r2
#        L15   leave_handler r3
#              reraise r4
#        L16   return_const None
#   except L0 L1 L2 r2
#   except L3 L4 L10 r4
#   except L4 L5 L6 r5
#   except L5 L7 L10 r4
#   except L8 L9 L10 r4
#   except L9 L11 L12 r2
#   except L13 L14 L15 r4
# code 2 g(x) regs 13
#   flags optimized
#   locals group
#    17  L0    load_global r2, h
#              move r3, r0
#              call r2, r2, 1
#        L1    jump L11
#        L2    enter_handler r3, r2
#        L3    build_list r5, r5, 0
#              move r6, r2
#    18        load_global r9, ValueError
#              match_exc_group r7, r6, r9
#              move r6, r8
#              jump_if_none r7, L7
#              enter_handler r8, r7
#              move r1, r7
#    19  L4    load_global r11, print
#              move r12, r1
#              call r11, r11, 1
#        L5    leave_handler r8
#              load_undef r1
#              jump L7
#        L6    leave_handler r8
#              load_undef r1
#              list_append r5, r10
#        L7    list_append r5, r6
#              reraise_star r6, r2, r5
#              jump_if_none r6, L9
#        L8    leave_handler r3
#              reraise r6
#        L9    leave_handler r3
#              jump L11
#        L10   leave_handler r3
#              reraise r4
#        L11   return_const None
#   except L0 L1 L2 r2
#   except L3 L4 L10 r4
#   except L4 L5 L6 r10
#   except L5 L8 L10 r4
