"""HTML pages in one file: a run with its pictures, readable without a network, on a phone and on paper.

| file | what it makes |
|---|---|
| html | the page itself, its style, tables; all text is escaped here |
| inline | a picture as a part of a page |
| report | the page of a run |
| sections | what a report tells beside pictures: metrics, findings, data, network, spec |
"""
