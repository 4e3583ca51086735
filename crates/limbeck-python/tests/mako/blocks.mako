before
<%block name="header">
  the header ${message}
</%block>
<%block filter="trim">
   trimmed ${up_revision}
</%block>|
<%block name="with_args">
  ${message} ${len(pageargs) > 0}
  <%block>
    anonymous ${message}
  </%block>
</%block>
${self.header()}
