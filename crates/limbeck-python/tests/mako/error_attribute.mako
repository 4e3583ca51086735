a
<%def name="f()" cached="True">
</%def>
${f()}
