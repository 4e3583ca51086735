a
</%def>
