# Words of announcements, for officials and for citizens.
