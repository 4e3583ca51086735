
<%include file='x'/>
