"""One module a topic: its heading, sentences, charts and tables, made from the topic's indicators."""
