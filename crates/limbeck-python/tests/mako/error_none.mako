${None | n}
