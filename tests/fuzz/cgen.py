def program(s): pass
