% if x:
<%def name='f()'>
% endif
</%def>
