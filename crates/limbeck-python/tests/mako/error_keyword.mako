
% unless x:
% endunless
