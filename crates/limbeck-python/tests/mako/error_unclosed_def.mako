a
<%def name='x()'>
