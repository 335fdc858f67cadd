"""Personal data: extracts, who looked, erasure, legal holds, legal bases, how long what is kept."""
