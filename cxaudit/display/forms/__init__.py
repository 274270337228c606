"""Forms: what a person answers at the screen goes to the client's audit file, nowhere else.

A form shows what stands on disk when it is opened, saves each change at once, and is refused
where another window saved in between. It works without a front end, so tests can set a
control's value and read the file.
"""
