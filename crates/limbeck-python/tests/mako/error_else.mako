

% else:
