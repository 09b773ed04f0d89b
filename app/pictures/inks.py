"""The colours of pictures outside our pages: on paper and in files, always light.

The page has its own, in pictures.css. The five points run from plum over sand to green: told apart with every kind of
colour blindness, by lightness too, and without the orange that means "this needs you". Letters on a part: 4.5 : 1.
"""

INKS = {
    "ink": "#1d2329",
    "soft": "#585f66",
    "line": "#e2d9cb",
    "axis": "#585f66",
    "mark": "#1d2329",
    "room": "#efe8dc",
    "card": "#ffffff",
    "p1": "#5d3a7a",
    "p2": "#c0a9d4",
    "p3": "#d9d2c6",
    "p4": "#93cbc2",
    "p5": "#0d5b57",
    "on-p1": "#ffffff",
    "on-p2": "#1d2329",
    "on-p3": "#1d2329",
    "on-p4": "#1d2329",
    "on-p5": "#ffffff",
    "first": "#0d5b57",
    "second": "#7a4fa0",
    "third": "#585f66",
    "fourth": "#3d7fb5",
}
