%% one
  %% two
%%%% three
50% of $5 and $ {x} \
joined
a backslash \ stays, $ {x} too, $${up_revision}
<%text>${not} an <%expression%>
% if this:
</%text>
<%text filter="trim">  trimmed  </%text>|
<%doc>
nothing ${of} this
</%doc>
## nor this
   ## nor that
# but this
a ## b
price: 100 %
