
<%nosuch/>
