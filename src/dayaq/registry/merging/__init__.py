"""Two records become one, and two again: how rows of all rooms move, whatever room they are of."""
