"""Simulated companies with the truth beside them, in other trades and languages, to judge estimates by.

`trade` reads what one trade is like, `cast` makes who there is, `buying` moves needs on by a week, `market` lets the
weeks pass, `value` asks what a contact would have changed, `visits` and `hits` make the traffic, `archive` and `crm`
write the two exports and `truth` what no company ever knows. Everything here is synthetic.
"""
