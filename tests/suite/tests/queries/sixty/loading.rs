//! Item 5: relationships loaded with a query, graphs, and parts of rows.

use aludel::{Result, Tracked, contains_eager, entity, joinedload, raiseload, select, selectinload};
use aludel_suite::models::{Category, Client, Product, Review, Sale, SaleState, Tag};

use super::room::Room;

super::queries! {
    categories_with_products_and_tags, the_first_pages_clients_with_their_sales, sales_with_client_and_product,
    products_with_their_good_reviews, what_the_query_joined_anyway, nothing_by_itself, edits_given_up,
    rows_as_plain_structs, a_graph_for_another_thread, a_row_without_its_json, a_tree_two_levels_down,
}

fn categories_with_products_and_tags(room: &mut Room<'_>) -> Result<()> {
    let query = Category::query()
        .options(selectinload(Category::products.then(Product::tags)))
        .filter(Category::products.exists())
        .order_by(Category::id);
    let categories = query.all(&mut room.session)?;
    let session = &room.session;
    let mut rows = Vec::new();
    for &category in &categories {
        for product in session.loaded(category, Category::products) {
            for tag in session.loaded(product, Product::tags) {
                rows.push((session[category].name.clone(), session[product].name.clone(), session[tag].word.clone()));
            }
        }
    }
    room.are(
        rows,
        "SELECT c.name, p.name, t.word FROM categories c JOIN products p ON p.category_id = c.id
         JOIN product_tags x ON x.product_id = p.id JOIN tags t ON t.id = x.tag_id ORDER BY c.id, p.id, t.word",
    )
}

fn the_first_pages_clients_with_their_sales(room: &mut Room<'_>) -> Result<()> {
    let query = Client::query().options(joinedload(Client::sales)).order_by(Client::name.desc()).limit(3).offset(1);
    let clients = query.all(&mut room.session)?;
    assert_eq!(clients.len(), 3);
    let session = &room.session;
    let sales = clients.iter().flat_map(|&client| {
        let sales = session.loaded(client, Client::sales).into_iter();
        sales.map(move |sale| (session[client].name.clone(), session[sale].id))
    });
    let rows = sales.collect();
    room.are(
        rows,
        "SELECT c.name, s.id FROM clients c JOIN sales s ON s.client_id = c.id WHERE c.name IN ('Dan', 'Cleo', 'Bob')
         ORDER BY c.name DESC, s.id",
    )
}

fn sales_with_client_and_product(room: &mut Room<'_>) -> Result<()> {
    let ways = (joinedload(Sale::client), selectinload(Sale::product).then(joinedload(Product::category)));
    let query = Sale::query().options(ways).order_by(Sale::id).limit(8);
    room.objects(
        &query,
        |session, sale: Tracked<Sale>| {
            let (client, product) = (session.loaded(sale, Sale::client), session.loaded(sale, Sale::product));
            let category = product.and_then(|it| session.loaded(it, Product::category));
            (session[sale].id, client.map(|it| session[it].name.clone()), category.map(|it| session[it].name.clone()))
        },
        "SELECT s.id, c.name, k.name FROM sales s JOIN clients c ON c.id = s.client_id JOIN products p ON p.id = s.product_id
         JOIN categories k ON k.id = p.category_id ORDER BY s.id LIMIT 8",
    )
}

fn products_with_their_good_reviews(room: &mut Room<'_>) -> Result<()> {
    let good = selectinload(Product::reviews.and(Review::stars.ge(3))).order_by(Review::stars.desc());
    let query = Product::query().options(good).order_by(Product::id);
    let products = query.all(&mut room.session)?;
    let session = &room.session;
    let reviews = products.iter().flat_map(|&product| {
        let reviews = session.loaded(product, Product::reviews).into_iter();
        reviews.map(move |review| (session[product].name.clone(), session[review].stars))
    });
    let rows = reviews.collect();
    room.are(
        rows,
        "SELECT p.name, r.stars FROM products p JOIN reviews r ON r.product_id = p.id WHERE r.stars >= 3
         ORDER BY p.id, r.stars DESC",
    )
}

fn what_the_query_joined_anyway(room: &mut Room<'_>) -> Result<()> {
    let query = Client::query()
        .join(Client::sales)
        .filter(Sale::state.eq(SaleState::Paid))
        .options(contains_eager(Client::sales))
        .order_by((Client::id, Sale::id));
    let clients = query.all(&mut room.session)?;
    let session = &room.session;
    let sales = clients.iter().flat_map(|&client| {
        let sales = session.loaded(client, Client::sales).into_iter();
        sales.map(move |sale| (session[client].name.clone(), session[sale].id))
    });
    let rows = sales.collect();
    room.are(
        rows,
        "SELECT c.name, s.id FROM clients c JOIN sales s ON s.client_id = c.id WHERE s.state = 'paid' ORDER BY c.id, s.id",
    )
}

fn nothing_by_itself(room: &mut Room<'_>) -> Result<()> {
    let query = Tag::query().options(raiseload(Tag::products)).filter(Tag::word.eq("new"));
    let tag = query.one(&mut room.session)?;
    let refused = room.session.related(tag, Tag::products).unwrap_err();
    assert!(refused.to_string().contains("raiseload(Tag::products)"), "{refused}");
    let word = vec![(room.session[tag].word.clone(),)];
    room.are(word, "SELECT word FROM tags WHERE word = 'new'")
}

fn edits_given_up(room: &mut Room<'_>) -> Result<()> {
    let rows = room.session.no_autoflush(|session| {
        let mug = session.query::<Product>().filter(Product::id.eq(1)).one()?;
        session[mug].name = "Cup".to_owned();
        Product::query().filter(Product::id.eq(1)).populate_existing().all(session)?;
        Ok::<_, aludel::Error>(vec![(session[mug].name.clone(),)])
    })?;
    room.are(rows, "SELECT name FROM products WHERE id = 1")
}

fn rows_as_plain_structs(room: &mut Room<'_>) -> Result<()> {
    let query = select((entity::<Sale>(), entity::<Client>().nullable(), Sale::quantity + 1))
        .outer_join(Sale::client.and(Client::city.eq("Delft")))
        .order_by(Sale::id)
        .limit(6)
        .untracked();
    let rows = query.all(&mut room.session)?;
    let rows = rows.into_iter().map(|(sale, client, more)| (sale.id, client.map(|it: Client| it.name), more)).collect();
    room.are(
        rows,
        "SELECT s.id, c.name, s.quantity + 1 FROM sales s LEFT JOIN clients c ON c.id = s.client_id AND c.city = 'Delft'
         ORDER BY s.id LIMIT 6",
    )
}

fn a_graph_for_another_thread(room: &mut Room<'_>) -> Result<()> {
    let query = select(entity::<Product>()).filter(Product::reviews.exists()).order_by(Product::id);
    let graph = query.untracked().with(Product::reviews).with(Product::category).all(&mut room.session)?;
    let read = move || {
        let mut rows = Vec::new();
        for &product in graph.roots() {
            let category = graph.loaded(product, Product::category).map(|it| graph[it].name.clone());
            for review in graph.loaded(product, Product::reviews) {
                rows.push((category.clone(), graph[product].name.clone(), graph[review].words.clone()));
            }
        }
        rows
    };
    let rows = std::thread::spawn(read).join().unwrap();
    room.are(
        rows,
        "SELECT c.name, p.name, r.words FROM products p JOIN reviews r ON r.product_id = p.id
         JOIN categories c ON c.id = p.category_id ORDER BY p.id, r.id",
    )
}

fn a_row_without_its_json(room: &mut Room<'_>) -> Result<()> {
    let query = select(entity::<Product>()).order_by(Product::id).limit(4).untracked().defer(Product::details);
    let products = query.all(&mut room.session)?;
    assert!(products[0].get(Product::details).is_err());
    let rows: Result<Vec<_>> = products.iter().map(|it| Ok((it.get(Product::id)?, it.get(Product::weight)?))).collect();
    room.are(rows?, "SELECT id, weight FROM products ORDER BY id LIMIT 4")
}

fn a_tree_two_levels_down(room: &mut Room<'_>) -> Result<()> {
    let query = Category::query()
        .filter(Category::parent.is_none())
        .options(joinedload(Category::children.then(Category::children)))
        .order_by(Category::id);
    let roots = query.all(&mut room.session)?;
    let session = &room.session;
    let mut rows = Vec::new();
    for &root in &roots {
        for child in session.loaded(root, Category::children) {
            let below = session.loaded(child, Category::children).len() as i64;
            rows.push((session[root].name.clone(), session[child].name.clone(), below));
        }
    }
    room.are(
        rows,
        "SELECT r.name, c.name, (SELECT count(*) FROM categories g WHERE g.parent_id = c.id) FROM categories r
         JOIN categories c ON c.parent_id = r.id WHERE r.parent_id IS NULL ORDER BY r.id, c.id",
    )
}
