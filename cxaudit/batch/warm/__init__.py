"""Notebooks executed in clean children of one warmed process; knows nothing of audits.

``engine`` is the papermill engine, ``host`` starts the processes, ``template`` is the process
that forks them, ``fresh`` stands in where a system cannot fork, ``shell`` runs the cells.
Nothing is imported here: papermill loads the engine whenever it starts.
"""
