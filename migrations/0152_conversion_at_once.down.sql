drop function conversion_of;
