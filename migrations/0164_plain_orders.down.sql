drop function assert_plain_order;
