
% if x
% endif
