"""What pages, mails and the terminal ask of one build: rows ready to be shown, cut to what the viewer may see.

A view makes one call in here and shows the result. Every function takes the `Reading` of one build and the `Viewer`.
"""
