
% if x:
% endfor
