"""crosswalks: how requirements of different catalogs lie, and what follows of it."""
